package dev.dewberry.gateway.limit;

/// Spreads new sockets in time, so that a thousand clients that return at once do not stop the ones that are
/// here. Thread-safe.
public final class ConnectionPace {

    private final TokenBucket bucket = new TokenBucket();
    private final long interval;
    private final int burst;
    private final long maxWait;

    /// @param maxWaitNanos past this wait a client is better off elsewhere, or later
    public ConnectionPace(int perSecond, int burst, long maxWaitNanos) {
        this.interval = 1_000_000_000L / perSecond;
        this.burst = burst;
        this.maxWait = maxWaitNanos;
    }

    /// @return the nanoseconds after which the new socket may be opened, or -1 where it must be refused
    public synchronized long reserve(long now) {
        long wait = bucket.reserve(now, interval, burst);
        if (wait > maxWait) {
            bucket.giveBack(interval);
            return -1;
        }
        return wait;
    }
}
