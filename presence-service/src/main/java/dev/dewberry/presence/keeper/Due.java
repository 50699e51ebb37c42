package dev.dewberry.presence.keeper;

import java.time.Duration;
import java.time.Instant;

/// Something that is to be done now and then. Not thread-safe.
final class Due {

    private final Duration every;
    private Instant last;

    /// @param last the first time is `every` after it
    Due(Duration every, Instant last) {
        this.every = every;
        this.last = last;
    }

    /// Whether it is time; if so, the next time is counted from now. A clock that was set back makes it
    /// due as well.
    boolean at(Instant now) {
        if (now.isBefore(last.plus(every)) && !now.isBefore(last)) {
            return false;
        }
        last = now;
        return true;
    }
}
