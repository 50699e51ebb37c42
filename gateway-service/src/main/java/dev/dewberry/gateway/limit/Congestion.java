package dev.dewberry.gateway.limit;

import java.time.Duration;

/// Notices when sends come in faster than they are committed, after two ideas. That of CoDel (RFC 8289): not how
/// many wait counts, but whether even the quickest of the last moment waited too long, which tells a standing queue
/// from a burst. And Little's law: so many as wait now, at the pace of the last moments, take so long. The first
/// alone looks back: at six times of what can be done ten seconds' worth had been let in before the first of them had
/// waited two. What is refused then at once would otherwise wait in vain, be answered `busy` after 8 s, come again, and
/// wait behind itself: without this an overloaded system answers nobody in time. Thread-safe.
public final class Congestion {

    private static final long WINDOW = Duration.ofMillis(250).toNanos();
    /// Fewer than these are never refused: they find out when it is over.
    private static final int ALWAYS = 32;
    /// So many may wait before their number counts: a burst after a quiet time says nothing of what can be done.
    private static final int BURST = 1_000;
    /// What is left of a pace after a window that had less: a third of it after a second.
    private static final double FADING = 0.75;

    private int inFlight;
    private long lastEnd;
    private long windowEnd;
    private long quickest = Long.MAX_VALUE;
    private int ends;
    private double endsPerWindow;
    private long standing;
    /// Nanoseconds that some have waited in vain; 0 since one did not.
    private long inVain;

    /// How long one more would have to wait.
    ///
    /// @param now in [Ticks]
    /// @return nanoseconds; 0 while so few are under way that one more can do no harm
    public synchronized long standing(long now) {
        roll(now);
        if (inFlight < ALWAYS) {
            return 0;
        }
        return Math.max(Math.max(standing, now - lastEnd), Math.max(inVain, expected()));
    }

    private long expected() {
        return inFlight <= BURST ? 0 : (long) (WINDOW * inFlight / Math.max(1, endsPerWindow));
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
        ends++;
        lastEnd = now;
        quickest = Math.min(quickest, now - began);
        if (inVain != 0) {
            // The queue is no longer than this one's wait.
            inVain = 0;
            standing = Math.max(standing, now - began);
        }
    }

    /// One was refused by those behind, or is of no interest any more: that says nothing of how long others wait.
    public synchronized void abandoned(int count) {
        inFlight -= count;
    }

    /// One has waited in vain. It stays in the queue, so whoever comes now would wait as long: nearly all are refused
    /// until one is answered again.
    public synchronized void overdue(long began, long now) {
        inFlight--;
        inVain = Math.max(1, now - began);
    }

    private void roll(long now) {
        if (now < windowEnd) {
            return;
        }
        if (quickest != Long.MAX_VALUE) {
            standing = quickest;
        } else if (inFlight < ALWAYS) {
            standing = 0;
        }
        endsPerWindow = Math.max(ends, endsPerWindow * FADING);
        quickest = Long.MAX_VALUE;
        ends = 0;
        windowEnd = now + WINDOW;
    }
}
