package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Swarm;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Deliveries second by second, each counted for the second in which its message was *due*: shows when a disturbance
/// was over. Event loop only until the load is over.
public final class Timeline {
    /// A second that is good by chance does not mean that the trouble is over.
    private static final int IN_A_ROW = 3;

    private static final long SECOND = 1_000_000_000L;

    private final long start;
    private final long unit;
    private final List<Second> seconds = new ArrayList<>();

    private static final class Second {
        final Histogram delivery = Swarm.histogram();
        long expected;

        boolean holds(long limitMicros) {
            return delivery.getTotalCount() >= expected && delivery.getValueAtPercentile(99) <= limitMicros;
        }
    }

    /// @param start of the first second, in [System#nanoTime()]
    public Timeline(long start) {
        this(start, SECOND);
    }

    /// @param unit nanoseconds that are looked at together, instead of a second
    public Timeline(long start, long unit) {
        this.start = start;
        this.unit = unit;
    }

    void expect(long due, long deliveries) {
        second(due).expected += deliveries;
    }

    void delivered(long due, long micros) {
        second(due).delivery.recordValue(micros);
    }

    private Second second(long due) {
        int index = (int) Math.max(0, (due - start) / unit);
        while (seconds.size() <= index) {
            seconds.add(new Second());
        }
        return seconds.get(index);
    }

    /// The first second of three in a row whose delivery p99 is within the limit, with nothing missing; -1 where there
    /// is none. At the end of the time as many as are left will do.
    public int recoveredAfter(double limitMs) {
        int good = 0;
        for (int i = 0; i < seconds.size(); i++) {
            good = seconds.get(i).holds((long) (limitMs * 1000)) ? good + 1 : 0;
            if (good == IN_A_ROW) {
                return i + 1 - IN_A_ROW;
            }
        }
        return good > 0 ? seconds.size() - good : -1;
    }

    /// Delivery p99 of each second in milliseconds.
    public List<Double> p99() {
        return seconds.stream()
                .map(second -> Math.round(second.delivery.getValueAtPercentile(99) / 10.0) / 100.0)
                .toList();
    }
}
