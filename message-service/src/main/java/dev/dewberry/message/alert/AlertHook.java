package dev.dewberry.message.alert;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.bus.StreamCaps;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.CommandCodec;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// Takes what Alertmanager posts and sends it as a message of the configured account, by the same way as those of
/// people: it may be refused by the policy, is committed once, and is pushed to everybody's devices. Answers when the
/// bus has it; Alertmanager posts again where it hears anything else, and so, minutes later, where there were too
/// many ([AlertRate]): what still holds is told then. Without settings there is nothing here.
public final class AlertHook {

    private static final Logger log = LoggerFactory.getLogger(AlertHook.class);

    static final String PATH = "/hooks/v1/alertmanager";
    private static final String BEARER = "Bearer ";

    private final AlertProperties properties;
    private final Function<Command.Send, Mono<?>> bus;
    private final Clock clock;
    private final AlertRate rate;

    public AlertHook(AlertProperties properties, StreamWriter writer, Partitions partitions, Clock clock) {
        this(
                properties,
                send -> Mono.fromCompletionStage(() -> writer.add(
                        BusKeys.commands(partitions.of(send.conversation())),
                        CommandCodec.encode(send),
                        StreamCaps.COMMANDS)),
                clock,
                new AlertRate(System::nanoTime));
    }

    AlertHook(AlertProperties properties, Function<Command.Send, Mono<?>> bus, Clock clock, AlertRate rate) {
        this.properties = properties;
        this.bus = bus;
        this.clock = clock;
        this.rate = rate;
    }

    public RouterFunction<ServerResponse> route() {
        return RouterFunctions.route()
                .POST(PATH, request -> properties.enabled(), this::take)
                .build();
    }

    private Mono<ServerResponse> take(ServerRequest request) {
        @Nullable String header = request.headers().firstHeader(HttpHeaders.AUTHORIZATION);
        if (header == null
                || !header.startsWith(BEARER)
                || !properties.isToken(header.substring(BEARER.length()).strip())) {
            return Mono.error(new DewberryException(ErrorCode.UNAUTHENTICATED, "not the token for alerts"));
        }
        return request.bodyToMono(String.class)
                .defaultIfEmpty("")
                .map(body -> AlertMessage.of(body, clock.instant()))
                .flatMap(this::send)
                .then(Mono.defer(() -> ServerResponse.accepted().build()));
    }

    private Mono<Void> send(AlertMessage alert) {
        OptionalInt heldBack = rate.admit(alert.critical());
        if (heldBack.isEmpty()) {
            log.warn("An alert is held back, since there are too many: {}", alert.clientId());
            return Mono.error(DewberryException.rateLimited(AlertRate.EVERY));
        }
        Content content = Content.Text.of(alert.textAfter(heldBack.getAsInt()));
        Command.Send send = new Command.Send(
                null, properties.from(), properties.to(), alert.clientId(), content.kind(), content.toJson());
        return bus.apply(send)
                .onErrorMap(error -> DewberryException.busy("the bus did not take the alert", error))
                .then();
    }
}
