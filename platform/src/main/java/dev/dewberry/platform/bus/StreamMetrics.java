package dev.dewberry.platform.bus;

import dev.dewberry.platform.metrics.Latency;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a reader tells of its streams: how long their records lay there, how many there were, and how long handling
/// them took. Streams are told apart by their kind alone (`commands`, `deliveries` …), of which there are few. Used
/// by the reader's one thread only.
final class StreamMetrics {

    private static final String COMMITTED = "committed";

    private final MeterRegistry meters;
    private final LongSupplier clock;
    private final Timer handling;
    private final Map<String, OfStream> streams = new HashMap<>();

    /// @param reader the reader's name
    /// @param clock milliseconds since 1970
    StreamMetrics(MeterRegistry meters, String reader, LongSupplier clock) {
        this.meters = meters;
        this.clock = clock;
        handling = Latency.timer("dewberry.bus.handle", "Time to handle the records of one read")
                .tag("reader", reader)
                .register(meters);
    }

    /// @param oldest id of the first entry
    void read(String stream, String oldest, int records) {
        OfStream of = streams.computeIfAbsent(stream, this::register);
        of.records.increment(records);
        // The ids of committed entries are commit numbers.
        if (of.age != null) {
            long age = clock.getAsLong() - millisOf(oldest);
            // By two clocks where Redis runs on another node.
            of.age.record(Math.max(0, age), TimeUnit.MILLISECONDS);
        }
    }

    void handled(long nanos) {
        handling.record(nanos, TimeUnit.NANOSECONDS);
    }

    private OfStream register(String stream) {
        String kind = BusKeys.kind(stream);
        Counter records = Counter.builder("dewberry.bus.records")
                .description("Records read from the bus")
                .tag("stream", kind)
                .register(meters);
        return new OfStream(
                records,
                kind.equals(COMMITTED)
                        ? null
                        : Latency.timer("dewberry.bus.wait", "Age of the oldest record of each read, by Redis' clock")
                                .tag("stream", kind)
                                .register(meters));
    }

    private static long millisOf(String id) {
        return Long.parseLong(id, 0, id.indexOf('-'), 10);
    }

    private record OfStream(Counter records, @Nullable Timer age) {}
}
