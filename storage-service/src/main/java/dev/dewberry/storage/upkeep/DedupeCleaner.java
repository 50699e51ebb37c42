package dev.dewberry.storage.upkeep;

import dev.dewberry.database.Database;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Forgets the first outcomes of commands that nobody repeats any more: the protocol promises seven
/// days.
public final class DedupeCleaner {

    /// Few at a time, by the index, so that commits never wait long.
    public static final String DELETE = "DELETE FROM dedupe WHERE at >= ? AND at < ? ORDER BY at LIMIT ?";

    private static final Logger log = LoggerFactory.getLogger(DedupeCleaner.class);
    private static final Duration KEEP = Duration.ofDays(8);
    private static final int ROWS = 500;
    private static final Duration REST = Duration.ofMillis(200);

    private final Database database;
    private final ClockTrust trust;
    private final Clock clock;

    public DedupeCleaner(Database database, ClockTrust trust, Clock clock) {
        this.database = database;
        this.trust = trust;
        this.clock = clock;
    }

    public Mono<Void> clean() {
        return trust.isConfirmed()
                .filter(confirmed -> confirmed)
                .flatMap(_ -> deleteBefore(clock.millis() - KEEP.toMillis()))
                .then();
    }

    Mono<Long> deleteBefore(long at) {
        return Mono.defer(() -> database.with(session -> session.update(DELETE, ClockTrust.earliest(), at, ROWS)))
                .delayElement(REST)
                .repeat()
                .takeUntil(deleted -> deleted < ROWS)
                .reduce(0L, Long::sum)
                .doOnNext(deleted -> log.info("Forgot {} commands of more than {} days ago", deleted, KEEP.toDays()));
    }
}
