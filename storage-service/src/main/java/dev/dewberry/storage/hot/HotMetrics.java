package dev.dewberry.storage.hot;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

final class HotMetrics {

    private HotMetrics() {}

    /// @param what is looked for: `lists`, `heads` or `events`
    static Counter looks(String what, String result, MeterRegistry meters) {
        return Counter.builder("dewberry.storage.cache")
                .description("Looks into what is kept hot in Redis")
                .tag("of", what)
                .tag("result", result)
                .register(meters);
    }
}
