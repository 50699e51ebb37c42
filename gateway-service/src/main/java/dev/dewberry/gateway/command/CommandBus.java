package dev.dewberry.gateway.command;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.bus.StreamCaps;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.CommandCodec;
import dev.dewberry.protocol.bus.Signal;
import dev.dewberry.protocol.bus.SignalCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletionStage;

/// Puts commands and signals into the streams of their conversations' partitions. Thread-safe.
public final class CommandBus {

    private final StreamWriter writer;
    private final Partitions partitions;
    private final Counter commands;
    private final Counter signals;
    private final Counter dropped;

    public CommandBus(StreamWriter writer, Partitions partitions, MeterRegistry meters) {
        this.writer = writer;
        this.partitions = partitions;
        this.commands = meters.counter("dewberry.gateway.commands");
        this.signals = meters.counter("dewberry.gateway.signals");
        this.dropped = meters.counter("dewberry.gateway.signals.dropped");
    }

    /// @return fails where the bus does not take it, or where that is open
    public CompletionStage<Void> add(Command command) {
        commands.increment();
        return writer.add(
                BusKeys.commands(partitions.of(command.conversation())),
                CommandCodec.encode(command),
                StreamCaps.COMMANDS);
    }

    /// A signal that the bus does not take is dropped.
    public void add(Signal signal) {
        signals.increment();
        var unused = writer.add(
                        BusKeys.signals(partitions.of(signal.conversation())),
                        SignalCodec.encode(signal),
                        StreamCaps.SIGNALS)
                .whenComplete((done, error) -> {
                    if (error != null) {
                        dropped.increment();
                    }
                });
    }
}
