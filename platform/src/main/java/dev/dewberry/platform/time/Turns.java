package dev.dewberry.platform.time;

import java.time.Duration;

/// Gives each refused request a time of its own to come again. If all were told the same, all would be there at once,
/// all but one would be refused again, and so on: the more is wanted, the more often it would be asked for. Not
/// thread-safe.
public final class Turns {

    private final long longest;

    private boolean given;
    private long last;

    /// @param longest later than this nobody is sent away
    public Turns(Duration longest) {
        this.longest = longest.toNanos();
    }

    /// The next turn.
    ///
    /// @param now a monotonic time in nanoseconds
    /// @param least nanoseconds before which it can be of no use
    /// @param apart nanoseconds from the turn before
    /// @return nanoseconds from now, at least `least`
    public long next(long now, long least, long apart) {
        long wait = least;
        if (given) {
            wait = Math.max(wait, Math.min(last + apart - now, longest));
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
