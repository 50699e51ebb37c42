package dev.dewberry.message.command;

import dev.dewberry.message.delivery.GatewayOutbox;
import dev.dewberry.platform.bus.BusException;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.PartitionReader;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.bus.StreamBatch;
import dev.dewberry.platform.bus.StreamCaps;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.AppendCodec;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.CommandCodec;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.Origin;
import dev.dewberry.protocol.bus.Signal;
import dev.dewberry.protocol.bus.SignalCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Reads commands and signals, judges them, and passes on what is allowed. Commands keep their order,
/// whatever had to be asked for in between; signals come after them.
public final class CommandHandler implements PartitionReader.Handler {

    private static final Logger log = LoggerFactory.getLogger(CommandHandler.class);

    /// Judgements of one batch that may wait for another service at the same time.
    private static final int CONCURRENT = 32;

    private final Policy policy;
    private final SignalHandler signals;
    private final StreamWriter writer;
    private final GatewayOutbox outbox;
    private final Partitions partitions;
    /// By the ordinals of the codes.
    private final Counter[] refusals;

    public CommandHandler(
            Policy policy,
            SignalHandler signals,
            StreamWriter writer,
            GatewayOutbox outbox,
            Partitions partitions,
            MeterRegistry meters) {
        this.policy = policy;
        this.signals = signals;
        this.writer = writer;
        this.outbox = outbox;
        this.partitions = partitions;
        this.refusals = Arrays.stream(ErrorCode.values())
                .map(code -> meters.counter("dewberry.message.refused", "code", code.wire()))
                .toArray(Counter[]::new);
    }

    @Override
    public Mono<Void> prepare(int partition) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> handle(List<StreamBatch> batches) {
        List<Command> commands = new ArrayList<>();
        List<Signal> others = new ArrayList<>();
        for (StreamBatch batch : batches) {
            if (batch.stream().equals(BusKeys.commands(batch.partition()))) {
                commands.addAll(batch.decode(CommandCodec::decode));
            } else {
                others.addAll(batch.decode(SignalCodec::decode));
            }
        }
        return policy.prepare(commands)
                .thenMany(Flux.fromIterable(commands))
                .flatMapSequential(
                        command -> policy.judge(command).map(verdict -> new Judged(command, verdict)), CONCURRENT)
                .collectList()
                .flatMap(judged -> Mono.when(judged.stream().map(this::carryOut).toList()))
                .then(signals.handle(others));
    }

    private record Judged(Command command, Verdict verdict) {}

    private Mono<Void> carryOut(Judged judged) {
        return switch (judged.verdict()) {
            case Verdict.Allowed allowed -> append(judged.command(), allowed.version());
            case Verdict.Refused refused -> refuse(judged.command().origin(), refused);
        };
    }

    private Mono<Void> append(Command command, long version) {
        String stream = BusKeys.appends(partitions.of(command.conversation()));
        // Added at once, not at subscription: the order of calls is the order in the stream.
        var added = writer.add(stream, AppendCodec.encode(new Append.Apply(command, version)), StreamCaps.APPENDS);
        return Mono.fromCompletionStage(added).onErrorResume(error -> {
            if (!isFull(error)) {
                return Mono.error(error);
            }
            return refuse(command.origin(), Verdict.of(DewberryException.busy("too much to store", null)));
        });
    }

    private static boolean isFull(Throwable error) {
        return error instanceof BusException.Full
                || (error instanceof CompletionException && error.getCause() instanceof BusException.Full);
    }

    private Mono<Void> refuse(@Nullable Origin origin, Verdict.Refused refused) {
        refusals[refused.code().ordinal()].increment();
        if (origin == null) {
            // Nobody waits for an answer: an alert of the monitoring, whose sender should be a member.
            log.warn(
                    "A command that nobody waits for was refused: {}",
                    refused.code().wire());
            return Mono.empty();
        }
        Duration retryAfter = refused.retryAfter();
        Long retryAfterMs = retryAfter == null ? null : retryAfter.toMillis();
        return outbox.put(
                origin.gateway(),
                new Delivery.Reply(
                        origin, new Delivery.Outcome.Refused(refused.code(), refused.message(), retryAfterMs)));
    }
}
