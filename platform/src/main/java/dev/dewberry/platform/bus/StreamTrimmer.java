package dev.dewberry.platform.bus;

import io.lettuce.core.XTrimArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what was handled out of the streams of one reader. It may be there a little longer: trimming
/// after each turn would cost as much as reading. Used by the reader's one loop only.
final class StreamTrimmer {

    private static final Logger log = LoggerFactory.getLogger(StreamTrimmer.class);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final String name;
    private final Map<String, String> handled = new HashMap<>();
    private long lastTrim = System.nanoTime();

    StreamTrimmer(String name) {
        this.name = name;
    }

    /// Everything up to these ids may go, at the latest with what is handled next.
    void handled(Map<String, String> last, @Nullable StatefulRedisConnection<String, String> open) {
        handled.putAll(last);
        if (System.nanoTime() - lastTrim >= PAUSE.toNanos()) {
            trim(open);
        }
    }

    /// The ids are those of a Redis that is gone, and may stand for other records now.
    void forget() {
        handled.clear();
    }

    /// Sent without waiting: the next read follows on the same connection.
    void trim(@Nullable StatefulRedisConnection<String, String> open) {
        if (handled.isEmpty() || open == null) {
            return;
        }
        lastTrim = System.nanoTime();
        handled.forEach((stream, id) -> {
            var _ = open.async()
                    .xtrim(stream, XTrimArgs.Builder.minId(after(id)))
                    .whenComplete((trimmed, error) -> {
                        // What was not trimmed is trimmed with what comes next.
                        if (error != null) {
                            log.debug("{}: could not trim {}", name, stream, error);
                        }
                    });
        });
        handled.clear();
    }

    static String after(String id) {
        int dash = id.indexOf('-');
        return id.substring(0, dash + 1) + (Long.parseUnsignedLong(id.substring(dash + 1)) + 1);
    }
}
