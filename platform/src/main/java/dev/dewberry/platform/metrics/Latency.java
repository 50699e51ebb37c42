package dev.dewberry.platform.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;

/// Timers of the path of a message. All have the same few buckets, so that the stages can be compared and summed, and
/// a Raspberry Pi's Prometheus keeps a dozen series of each and not the seventy of a percentile histogram.
public final class Latency {

    /// From what a stage takes on an idle board to the 8 s after which a client is told `busy`.
    private static final Duration[] BUCKETS = LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000, 8000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private Latency() {}

    /// Recording into it allocates nothing.
    ///
    /// @param name as in `dewberry.bus.wait`; Prometheus' has `_seconds` behind it
    public static Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(BUCKETS);
    }
}
