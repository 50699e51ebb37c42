package dev.dewberry.gateway.socket;

import dev.dewberry.protocol.CloseCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What is counted about sockets. Thread-safe.
public final class SocketMetrics {

    /// Why an upgrade was refused.
    public enum Refusal {
        NOT_A_HANDSHAKE,
        ORIGIN,
        SUBPROTOCOL,
        FULL,
        MEMORY,
        PACE,
        ADDRESS,
        DRAINING
    }

    private final MeterRegistry registry;
    private final Counter opened;
    private final Counter dropped;
    private final Counter resyncs;
    private final AtomicLong queuedBytes = new AtomicLong();

    public SocketMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.opened = registry.counter("dewberry.gateway.opened");
        this.dropped = registry.counter("dewberry.gateway.dropped");
        this.resyncs = registry.counter("dewberry.gateway.resyncs");
        Gauge.builder("dewberry.gateway.write.queue", queuedBytes, AtomicLong::get)
                .baseUnit("bytes")
                .register(registry);
    }

    void watch(AtomicInteger sockets) {
        Gauge.builder("dewberry.gateway.sockets", sockets, AtomicInteger::get).register(registry);
    }

    void refused(Refusal refusal) {
        registry.counter("dewberry.gateway.refused", "reason", refusal.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void closing(CloseCode code) {
        registry.counter("dewberry.gateway.closed", "code", Integer.toString(code.code()))
                .increment();
    }

    void opened() {
        opened.increment();
    }

    void dropped() {
        dropped.increment();
    }

    void resync() {
        resyncs.increment();
    }

    void queuedBytesChanged(long by) {
        queuedBytes.addAndGet(by);
    }
}
