package dev.dewberry.gateway.limit;

/// A rate with a burst, kept as one number: the theoretical time at which the bucket is full again (GCRA).
/// Not thread-safe.
public final class TokenBucket {

    private long fullAt;

    /// @param now a monotonic time in nanoseconds
    /// @param interval nanoseconds that one token takes to come back
    /// @param burst tokens in a full bucket
    /// @return 0 where a token was taken, else the nanoseconds until there is one
    public long take(long now, long interval, int burst) {
        long base = Math.max(fullAt, now);
        long wait = base + interval - now - interval * burst;
        if (wait > 0) {
            return wait;
        }
        fullAt = base + interval;
        return 0;
    }

    /// Takes a token in any case, and tells how long the caller should wait before he uses it.
    public long reserve(long now, long interval, int burst) {
        long base = Math.max(fullAt, now);
        fullAt = base + interval;
        return Math.max(0, fullAt - now - interval * burst);
    }

    /// Gives a reserved token back.
    public void giveBack(long interval) {
        fullAt -= interval;
    }
}
