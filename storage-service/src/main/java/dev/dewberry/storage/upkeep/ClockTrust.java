package dev.dewberry.storage.upkeep;

import dev.dewberry.database.Columns;
import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/// Whether the clock may be believed by those who delete what is old. A Raspberry Pi has no clock of
/// its own: it may start in 1970, or jump when it first hears of the time.
///
/// Believed is a clock that is plausible, has run evenly with the machine's own counter for an hour,
/// and is not far ahead of when it was last believed; an installation that was switched off for longer
/// is believed after a day.
public final class ClockTrust {

    public static final String READ = "SELECT value FROM meta WHERE name = 'clock_seen'";
    public static final String WRITE = "INSERT INTO meta (name, value) VALUES ('clock_seen', ?)"
            + " ON DUPLICATE KEY UPDATE value = VALUES(value)";

    private static final long EARLIEST = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final long LATEST = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
    private static final Duration EVEN_FOR = Duration.ofHours(1);
    private static final Duration LONG_EVEN_FOR = Duration.ofDays(1);
    private static final Duration JUMP = Duration.ofMinutes(5);
    private static final Duration FAR_AHEAD = Duration.ofDays(60);

    private final Database database;
    private final Clock clock;
    private long wallStart;
    private long counterStart;

    public ClockTrust(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        startAgain(clock.millis(), System.nanoTime());
    }

    static boolean isPlausible(long now) {
        return now >= EARLIEST && now < LATEST;
    }

    /// What nobody could have made with a plausible clock is never taken for old.
    static long earliest() {
        return EARLIEST;
    }

    public Mono<Boolean> isConfirmed() {
        return Mono.defer(() -> {
            long now = clock.millis();
            Duration even = evenFor(now, System.nanoTime());
            if (!isPlausible(now) || even.compareTo(EVEN_FOR) < 0) {
                return Mono.just(false);
            }
            return database.with(session -> seen(session).defaultIfEmpty(now).flatMap(seen -> {
                if (!isNear(now, seen) && even.compareTo(LONG_EVEN_FOR) < 0) {
                    return Mono.just(false);
                }
                return session.update(WRITE, Long.toString(now)).thenReturn(true);
            }));
        });
    }

    static boolean isNear(long now, long seen) {
        return now > seen - JUMP.toMillis() && now < seen + FAR_AHEAD.toMillis();
    }

    /// How long wall clock and counter have run side by side.
    synchronized Duration evenFor(long wall, long counter) {
        Duration byCounter = Duration.ofNanos(counter - counterStart);
        if (Duration.ofMillis(wall - wallStart).minus(byCounter).abs().compareTo(JUMP) > 0) {
            startAgain(wall, counter);
            return Duration.ZERO;
        }
        return byCounter;
    }

    private synchronized void startAgain(long wall, long counter) {
        wallStart = wall;
        counterStart = counter;
    }

    private static Mono<Long> seen(Session session) {
        return session.query(READ, List.of(), row -> Long.parseLong(Columns.text(row, 0)))
                .next();
    }
}
