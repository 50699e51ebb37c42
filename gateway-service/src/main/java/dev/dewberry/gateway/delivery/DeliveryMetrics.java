package dev.dewberry.gateway.delivery;

import dev.dewberry.platform.metrics.Latency;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// What is counted about deliveries. Thread-safe.
public final class DeliveryMetrics {

    final Counter events;
    final Counter marks;
    final Counter typing;
    final Counter presence;
    final Counter replies;
    final Counter stale;
    final Counter jumps;

    private final Timer ages;

    public DeliveryMetrics(MeterRegistry registry) {
        events = out(registry, "event");
        marks = out(registry, "mark");
        typing = out(registry, "typing");
        presence = out(registry, "presence");
        replies = out(registry, "reply");
        stale = registry.counter("dewberry.gateway.events.stale");
        jumps = registry.counter("dewberry.gateway.events.jumps");
        ages = Latency.timer("dewberry.gateway.event.age", "Time from an event's commit to its way to the sockets")
                .register(registry);
    }

    /// @param millis since the event's `at`; less than 0 where that clock is ahead of this one, or was
    void passed(long millis) {
        ages.record(Math.max(0, millis), TimeUnit.MILLISECONDS);
    }

    private static Counter out(MeterRegistry registry, String type) {
        return registry.counter("dewberry.gateway.frames.out", "type", type);
    }
}
