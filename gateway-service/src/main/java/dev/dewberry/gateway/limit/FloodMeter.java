package dev.dewberry.gateway.limit;

import java.util.concurrent.TimeUnit;

/// Tells whether somebody stays above a rate for some seconds on end. Not thread-safe.
public final class FloodMeter {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long windowStart = Long.MIN_VALUE;
    private int count;
    private int secondsAbove;

    /// Counts one frame.
    ///
    /// @return true where each of the last `seconds` whole seconds, up to now, had more than
    ///     `perSecond` frames
    public boolean isFlood(long now, int perSecond, int seconds) {
        if (windowStart == Long.MIN_VALUE || now - windowStart >= 2 * SECOND) {
            windowStart = now;
            secondsAbove = 0;
            count = 0;
        } else if (now - windowStart >= SECOND) {
            windowStart += SECOND;
            secondsAbove = count > perSecond ? secondsAbove + 1 : 0;
            count = 0;
        }
        count++;
        return secondsAbove >= seconds;
    }
}
