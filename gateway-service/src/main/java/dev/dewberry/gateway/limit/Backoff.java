package dev.dewberry.gateway.limit;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// When those who are told `busy` are to come again: spread, and later the more of them there are. Whoever is refused
/// comes back, and where thousands do so every second the work of refusing them takes what was to be left for
/// those who are served. Thread-safe.
final class Backoff {

    static final long LEAST_MILLIS = 250;
    static final long SHORTEST_SPREAD_MILLIS = 750;
    /// An overload is to be forgotten within ten seconds of its end.
    static final long LONGEST_SPREAD_MILLIS = 9_500;
    /// Refusals a second that cost little: a few hundredths of a core.
    static final int COMFORTABLE = 1_000;

    /// Of the refused requests of one client one comes again at a time: 20 a second where few are refused, so that
    /// after an outage nobody waits for all that he had open, and fewer than 2 where all that asking costs.
    private static final int TURNS = 15;

    private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);

    private boolean begun;
    private long windowEnd;
    private int refused;
    private long spread = SHORTEST_SPREAD_MILLIS;

    /// For one who is refused now.
    ///
    /// @param now in [Ticks]
    /// @return milliseconds, at random
    long millis(long now) {
        return LEAST_MILLIS + ThreadLocalRandom.current().nextLong(spread(now));
    }

    /// How far apart the requests of one client that was refused are to come again, by the refusals of the last second.
    synchronized long apartMillis() {
        return spread / TURNS;
    }

    private synchronized long spread(long now) {
        if (!begun || now - windowEnd >= WINDOW) {
            // Nobody was refused for a whole window and more.
            begun = true;
            spread = SHORTEST_SPREAD_MILLIS;
            refused = 0;
            windowEnd = now + WINDOW;
        } else if (now - windowEnd >= 0) {
            spread = next();
            refused = 0;
            windowEnd += WINDOW;
        }
        refused++;
        return spread;
    }

    private long next() {
        if (refused > COMFORTABLE) {
            return Math.min(LONGEST_SPREAD_MILLIS, spread * 2);
        }
        return refused < COMFORTABLE / 4 ? Math.max(SHORTEST_SPREAD_MILLIS, spread / 2) : spread;
    }
}
