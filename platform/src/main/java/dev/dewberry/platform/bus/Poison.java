package dev.dewberry.platform.bus;

import io.lettuce.core.XAddArgs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records that nobody can read: broken, or of a version that is not known here. They would come for ever and hold up
/// all that follow, so they are taken out of the way into [BusKeys#POISON], where an operator can look at them: some
/// hundred of them, the beginning of each, for a week. As far as Redis takes them: nothing waits for it. Thread-safe.
final class Poison {

    private static final Logger log = LoggerFactory.getLogger(Poison.class);
    private static final int MOST = 200;
    private static final int LONGEST = 4_096;
    private static final Duration KEPT = Duration.ofDays(7);
    private static final List<String> KINDS =
            List.of("commands", "signals", "appends", "committed", "deliveries", "reports");
    private static final int REMEMBERED = 1_000;
    private static final Duration TELL_AGAIN = Duration.ofSeconds(10);

    private final RedisBus bus;
    private final MeterRegistry meters;
    /// By stream, of which there are not many. When it was told of last.
    private final Map<String, Long> told = new ConcurrentHashMap<>();
    /// A batch that could not be handled comes again, with the same records in it.
    private final Map<String, Boolean> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    Poison(RedisBus bus, MeterRegistry meters) {
        this.bus = bus;
        this.meters = meters;
        // At once: a rise from nothing to one is none for Prometheus.
        KINDS.forEach(this::counter);
    }

    private Counter counter(String kind) {
        return Counter.builder("dewberry.bus.poison")
                .description("Records that could not be read and were set aside")
                .tag("stream", kind)
                .register(meters);
    }

    /// @param id of the entry
    /// @param index of the record in its entry
    void setAside(String stream, String id, int index, String record, RuntimeException reason) {
        synchronized (known) {
            if (known.putIfAbsent(stream + " " + id + " " + index, true) != null) {
                return;
            }
        }
        // Not the reason's message: it may quote what somebody wrote.
        if (isTimeToTell(stream)) {
            log.error(
                    "A record of {} in entry {} cannot be read ({}) and is set aside in {}; of others there within {} s"
                            + " the metric alone tells",
                    stream,
                    id,
                    reason.getClass().getSimpleName(),
                    BusKeys.POISON,
                    TELL_AGAIN.toSeconds());
        }
        counter(BusKeys.kind(stream)).increment();
        keep(Map.of(
                "stream",
                stream,
                "id",
                id,
                "reason",
                reason.getClass().getName(),
                "record",
                record.substring(0, Math.min(LONGEST, record.length()))));
    }

    /// A flood of them is not to fill the log too.
    private boolean isTimeToTell(String stream) {
        long now = System.nanoTime();
        Long last = told.get(stream);
        if (last != null && now - last < TELL_AGAIN.toNanos()) {
            return false;
        }
        told.put(stream, now);
        return true;
    }

    private void keep(Map<String, String> entry) {
        var _ = bus.call(redis ->
                        redis.xadd(BusKeys.POISON, XAddArgs.Builder.maxlen(MOST).approximateTrimming(), entry))
                .then(bus.call(redis -> redis.expire(BusKeys.POISON, KEPT)))
                .subscribe(nothing -> {}, error -> log.error("It could not be kept there: {}", error.toString()));
    }
}
