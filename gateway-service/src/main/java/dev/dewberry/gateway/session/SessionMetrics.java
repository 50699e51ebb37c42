package dev.dewberry.gateway.session;

import dev.dewberry.platform.metrics.Latency;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.frame.ClientFrame;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// What is counted about clients' frames. Thread-safe.
public final class SessionMetrics {

    private final Counter hello;
    private final Counter send;
    private final Counter read;
    private final Counter delivered;
    private final Counter typing;
    private final Counter watch;
    private final Counter status;
    private final Counter sync;
    private final Counter history;
    private final Counter ping;
    private final Counter bad;
    private final Counter limited;
    private final Counter overdue;
    private final Timer sends;
    private final Counter acks;
    private final Counter duplicates;
    /// By the ordinals of the codes.
    private final Counter[] errors;
    private final LongAdder pending = new LongAdder();

    public SessionMetrics(MeterRegistry registry) {
        hello = in(registry, "hello");
        send = in(registry, "send");
        read = in(registry, "read");
        delivered = in(registry, "delivered");
        typing = in(registry, "typing");
        watch = in(registry, "watch");
        status = in(registry, "status");
        sync = in(registry, "sync");
        history = in(registry, "history");
        ping = in(registry, "ping");
        bad = in(registry, "bad");
        limited = registry.counter("dewberry.gateway.rate.limited");
        overdue = registry.counter("dewberry.gateway.overdue");
        Gauge.builder("dewberry.gateway.pending", pending, LongAdder::sum)
                .description("Sends that wait for their outcome")
                .register(registry);
        sends = Latency.timer("dewberry.gateway.send", "Time from a send to its ack or its refusal")
                .register(registry);
        acks = outcome(registry, "new");
        duplicates = outcome(registry, "duplicate");
        errors = Arrays.stream(ErrorCode.values())
                .map(code -> Counter.builder("dewberry.gateway.errors")
                        .description("Frames of type error")
                        .tag("code", code.wire())
                        .register(registry))
                .toArray(Counter[]::new);
    }

    private static Counter outcome(MeterRegistry registry, String outcome) {
        return Counter.builder("dewberry.gateway.acks")
                .description("Sends that were answered by an ack")
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Counter in(MeterRegistry registry, String type) {
        return registry.counter("dewberry.gateway.frames.in", "type", type);
    }

    void received(ClientFrame frame) {
        Counter counter = switch (frame) {
            case ClientFrame.Hello f -> hello;
            case ClientFrame.Send f -> send;
            case ClientFrame.Read f -> read;
            case ClientFrame.Delivered f -> delivered;
            case ClientFrame.Typing f -> typing;
            case ClientFrame.Watch f -> watch;
            case ClientFrame.Status f -> status;
            case ClientFrame.Sync f -> sync;
            case ClientFrame.History f -> history;
            case ClientFrame.Ping f -> ping;
        };
        counter.increment();
    }

    void bad() {
        bad.increment();
    }

    void rateLimited() {
        limited.increment();
    }

    /// A send was answered, in whichever way.
    void answered(long nanos) {
        sends.record(nanos, TimeUnit.NANOSECONDS);
    }

    void acked(boolean duplicate) {
        (duplicate ? duplicates : acks).increment();
    }

    void error(ErrorCode code) {
        errors[code.ordinal()].increment();
    }

    void overdue() {
        overdue.increment();
    }

    void pendingChanged(int by) {
        pending.add(by);
    }
}
