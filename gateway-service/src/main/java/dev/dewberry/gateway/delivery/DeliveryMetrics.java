package dev.dewberry.gateway.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// What is counted about deliveries. Thread-safe.
public final class DeliveryMetrics {

    final Counter events;
    final Counter marks;
    final Counter typing;
    final Counter presence;
    final Counter replies;
    final Counter stale;
    final Counter jumps;

    public DeliveryMetrics(MeterRegistry registry) {
        events = out(registry, "event");
        marks = out(registry, "mark");
        typing = out(registry, "typing");
        presence = out(registry, "presence");
        replies = out(registry, "reply");
        stale = registry.counter("dewberry.gateway.events.stale");
        jumps = registry.counter("dewberry.gateway.events.jumps");
    }

    private static Counter out(MeterRegistry registry, String type) {
        return registry.counter("dewberry.gateway.frames.out", "type", type);
    }
}
