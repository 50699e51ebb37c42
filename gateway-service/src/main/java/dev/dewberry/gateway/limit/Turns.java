package dev.dewberry.gateway.limit;

import java.util.concurrent.TimeUnit;

/// Gives each of a client's refused requests a time of its own to come again. If all were told the same, all would be
/// there at once, all but one would be refused again, and so on: the more a client wants, the more often he would ask.
/// Not thread-safe.
public final class Turns {

    /// Later than this nobody is sent away: one who waits so long asks for too much in any case.
    static final long LONGEST = TimeUnit.SECONDS.toNanos(30);

    private boolean given;
    private long last;

    /// The next turn.
    ///
    /// @param now a monotonic time in nanoseconds
    /// @param least nanoseconds before which it can be of no use
    /// @param apart nanoseconds from the turn before
    /// @return nanoseconds from now, at least `least`
    public long next(long now, long least, long apart) {
        long wait = least;
        if (given) {
            wait = Math.max(wait, Math.min(last + apart - now, LONGEST));
        }
        given = true;
        last = now + wait;
        return wait;
    }

    /// There is room again: turns given before count no longer.
    public void over() {
        given = false;
    }
}
