package dev.dewberry.gateway.socket;

import dev.dewberry.protocol.CloseCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
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
        // At once: a rise from nothing to one is none for Prometheus.
        Arrays.stream(Refusal.values()).forEach(this::refusals);
        Arrays.stream(CloseCode.values()).forEach(this::closings);
        Gauge.builder("dewberry.gateway.write.queue", queuedBytes, AtomicLong::get)
                .baseUnit("bytes")
                .register(registry);
    }

    void watch(AtomicInteger sockets, int limit) {
        Gauge.builder("dewberry.gateway.sockets", sockets, AtomicInteger::get).register(registry);
        Gauge.builder("dewberry.gateway.sockets.limit", () -> limit).register(registry);
    }

    void refused(Refusal refusal) {
        refusals(refusal).increment();
    }

    private Counter refusals(Refusal refusal) {
        return registry.counter(
                "dewberry.gateway.refused", "reason", refusal.name().toLowerCase(Locale.ROOT));
    }

    void closing(CloseCode code) {
        closings(code).increment();
    }

    private Counter closings(CloseCode code) {
        return registry.counter("dewberry.gateway.closed", "code", Integer.toString(code.code()));
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
