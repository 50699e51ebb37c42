package dev.dewberry.platform.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether the clock may be believed by those who end or delete what is old. A Raspberry Pi has no clock of its own:
/// it may start in 1970, or where it was switched off, and jumps when it first hears of the time.
///
/// Believed is a clock that is plausible, has run evenly with the machine's counter for an hour, and is not far ahead
/// of when it was last believed; an installation that was switched off for longer is believed after a day. So nothing
/// that is believed is farther off than what somebody set and left so for a day. Thread-safe.
public final class ClockTrust {

    /// No installation is older than this: what was made before was made by a wrong clock.
    public static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
    private static final Duration EVEN_FOR = Duration.ofHours(1);
    private static final Duration LONG_EVEN_FOR = Duration.ofDays(1);
    private static final Duration JUMP = Duration.ofMinutes(5);
    private static final Duration FAR_AHEAD = Duration.ofDays(60);

    private final Clock clock;
    private final Counter counter;
    private Instant clockStart;
    private long counterStart;
    private @Nullable Instant lastBelieved;

    public ClockTrust(Clock clock, Counter counter) {
        this.clock = clock;
        this.counter = counter;
        clockStart = clock.instant();
        counterStart = counter.nanos();
    }

    /// The time, where it can be believed. Decide by this one: the clock may be set the moment after.
    public synchronized Optional<Instant> believed() {
        Instant now = clock.instant();
        if (!isBelievable(now)) {
            return Optional.empty();
        }
        lastBelieved = now;
        return Optional.of(now);
    }

    /// The same for one who only looks, and decides nothing by it.
    public synchronized boolean isBelieved() {
        return isBelievable(clock.instant());
    }

    private boolean isBelievable(Instant now) {
        Duration even = evenUntil(now);
        boolean near = lastBelieved == null || isNear(now, lastBelieved) || even.compareTo(LONG_EVEN_FOR) >= 0;
        return isPlausible(now) && even.compareTo(EVEN_FOR) >= 0 && near;
    }

    /// What a process before, or beside this one, believed.
    public synchronized void remember(Instant seen) {
        if (lastBelieved == null) {
            lastBelieved = seen;
        }
    }

    /// How long clock and counter have run side by side since the process started, or the clock was set.
    public synchronized Duration evenFor() {
        return evenUntil(clock.instant());
    }

    public static boolean isPlausible(Instant now) {
        return !now.isBefore(EARLIEST) && now.isBefore(LATEST);
    }

    private Duration evenUntil(Instant now) {
        long counted = counter.nanos();
        Duration byCounter = Duration.ofNanos(counted - counterStart);
        Duration apart = Duration.between(clockStart, now).minus(byCounter).abs();
        if (apart.compareTo(JUMP) > 0) {
            clockStart = now;
            counterStart = counted;
            return Duration.ZERO;
        }
        return byCounter;
    }

    private static boolean isNear(Instant now, Instant seen) {
        return now.isAfter(seen.minus(JUMP)) && now.isBefore(seen.plus(FAR_AHEAD));
    }
}
