package dev.dewberry.gateway.limit;

import java.time.Duration;

/// Notices when sends come in faster than they are committed, after the idea of CoDel (RFC 8289):
/// not how many wait counts, but whether even the quickest of the last moment waited too long,
/// which tells a standing queue from a burst. What is refused then at once would otherwise wait in
/// vain, be answered `busy` after 8 s, come again, and wait behind itself: without this an
/// overloaded system answers nobody in time. Thread-safe.
public final class Congestion {

    private static final long WINDOW = Duration.ofMillis(250).toNanos();
    /// Fewer than these are never refused: they find out when it is over.
    private static final int ALWAYS = 32;

    private int inFlight;
    private long lastEnd;
    private long windowEnd;
    private long quickest = Long.MAX_VALUE;
    private long standing;

    /// How long even the quickest has to wait.
    ///
    /// @param now in [Ticks]
    /// @return nanoseconds; 0 while so few are under way that one more can do no harm
    public synchronized long standing(long now) {
        roll(now);
        return inFlight < ALWAYS ? 0 : Math.max(standing, now - lastEnd);
    }

    public synchronized void begun(long now) {
        if (inFlight++ == 0) {
            lastEnd = now;
        }
    }

    /// One got its outcome.
    public synchronized void ended(long began, long now) {
        roll(now);
        inFlight--;
        lastEnd = now;
        quickest = Math.min(quickest, now - began);
    }

    /// These will not be waited for any longer.
    public synchronized void abandoned(int count) {
        inFlight -= count;
    }

    private void roll(long now) {
        if (now >= windowEnd) {
            standing = quickest == Long.MAX_VALUE ? 0 : quickest;
            quickest = Long.MAX_VALUE;
            windowEnd = now + WINDOW;
        }
    }
}
