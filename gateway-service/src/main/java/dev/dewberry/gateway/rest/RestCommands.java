package dev.dewberry.gateway.rest;

import dev.dewberry.gateway.command.CommandBus;
import dev.dewberry.gateway.delivery.RestAnswers;
import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.Origin;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// Commands that came by REST, until their outcome comes back. Thread-safe.
public final class RestCommands implements RestAnswers {

    /// Requests that wait at once; each of them holds a connection anyway.
    private static final int MAX_WAITING = 4096;

    private final String gateway;
    private final CommandBus bus;
    private final Duration patience;
    private final Precedence precedence;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();

    public RestCommands(String gateway, CommandBus bus, Duration patience, Precedence precedence) {
        this.gateway = gateway;
        this.bus = bus;
        this.patience = patience;
        this.precedence = precedence;
    }

    /// What came of a command.
    sealed interface Result {

        record Done(Committed.Event event) implements Result {}

        record Before(Delivery.Outcome.Duplicate first) implements Result {}

        record Unchanged() implements Result {}
    }

    /// Fails with what the caller is answered: refused, or `busy` where the outcome is open.
    Mono<Result> execute(Function<Origin, Command> command) {
        return Mono.defer(() -> {
            if (waiting.size() >= MAX_WAITING || precedence.sheds(Precedence.Kind.SENDS)) {
                return Mono.error(new DewberryException(
                        ErrorCode.BUSY, "too much to do", Duration.ofMillis(precedence.retryAfterMillis()), null));
            }
            long number = numbers.incrementAndGet();
            Command made = command.apply(new Origin(gateway, 0, number));
            Waiting request = new Waiting(made, Sinks.one());
            waiting.put(number, request);
            return Mono.fromCompletionStage(() -> bus.add(made))
                    .onErrorMap(error -> DewberryException.busy("the bus did not take it", error))
                    .then(request.result.asMono())
                    .timeout(patience, Mono.error(RestCommands::outcomeOpen))
                    .doFinally(signal -> waiting.remove(number));
        });
    }

    @Override
    public void onEvent(long request, Committed.Event event) {
        if (request != 0) {
            Waiting asked = waiting.get(request);
            if (asked != null) {
                asked.result.tryEmitValue(new Result.Done(event));
            }
            return;
        }
        // Published again after a fault, without its origin.
        for (Waiting asked : waiting.values()) {
            if (asked.command.clientId().equals(event.clientId())
                    && asked.command.from().equals(event.from())
                    && asked.command.conversation().equals(event.conversation())) {
                asked.result.tryEmitValue(new Result.Done(event));
            }
        }
    }

    @Override
    public void onReply(long request, Delivery.Outcome outcome) {
        Waiting asked = waiting.get(request);
        if (asked == null) {
            return;
        }
        switch (outcome) {
            case Delivery.Outcome.Duplicate duplicate -> asked.result.tryEmitValue(new Result.Before(duplicate));
            case Delivery.Outcome.Unchanged unchanged -> asked.result.tryEmitValue(new Result.Unchanged());
            case Delivery.Outcome.Refused refused -> asked.result.tryEmitError(error(refused));
        }
    }

    /// Who asked is told to ask again now, and not when his time is over.
    @Override
    public void onOutcomesLost() {
        waiting.values().forEach(asked -> asked.result.tryEmitError(outcomeOpen()));
    }

    private static DewberryException outcomeOpen() {
        return DewberryException.busy("the outcome is not known yet", null);
    }

    private static DewberryException error(Delivery.Outcome.Refused refused) {
        Long retryAfter = refused.retryAfterMs();
        Duration wait = retryAfter == null && refused.code() == ErrorCode.BUSY
                ? Duration.ofSeconds(1)
                : retryAfter == null ? null : Duration.ofMillis(retryAfter);
        return new DewberryException(refused.code(), refused.message(), wait, null);
    }

    private record Waiting(Command command, Sinks.One<Result> result) {}
}
