package dev.dewberry.storage.upkeep;

import dev.dewberry.database.Columns;
import dev.dewberry.database.Database;
import dev.dewberry.platform.time.Counter;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/// How many hours there was a storage-service, by the machine's counter and kept in MariaDB: an age that no clock can
/// make greater than it is. Whoever finds the number unmoved for an hour moves it, so that several count as one. What
/// remains of an hour at the end of a process is lost, which makes nothing older either.
public final class RunningHours {

    public static final String READ = "SELECT value FROM meta WHERE name = 'running_hours'";
    public static final String MOVE = "INSERT INTO meta (name, value) VALUES ('running_hours', ?)"
            + " ON DUPLICATE KEY UPDATE value = IF(value = ?, VALUES(value), value)";

    /// Who looks every hour is now and then a little early.
    private static final Duration ABOUT_AN_HOUR = Duration.ofMinutes(55);

    private final Database database;
    private final Counter counter;
    private long seen = -1;
    private long seenAt;

    public RunningHours(Database database, Counter counter) {
        this.database = database;
        this.counter = counter;
    }

    /// To be called every hour, one call after the other.
    Mono<Long> count() {
        return database.with(session -> session.query(READ, List.of(), row -> Long.parseLong(Columns.text(row, 0)))
                .next()
                .defaultIfEmpty(0L)
                .flatMap(hours -> isOver(hours)
                        ? session.update(MOVE, Long.toString(hours + 1), Long.toString(hours))
                                .thenReturn(hours + 1)
                        : Mono.just(hours))
                .doOnNext(this::see));
    }

    private boolean isOver(long hours) {
        return hours == seen && counter.nanos() - seenAt >= ABOUT_AN_HOUR.toNanos();
    }

    private void see(long hours) {
        if (hours != seen) {
            seen = hours;
            seenAt = counter.nanos();
        }
    }
}
