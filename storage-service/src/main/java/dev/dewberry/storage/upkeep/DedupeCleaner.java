package dev.dewberry.storage.upkeep;

import dev.dewberry.database.Columns;
import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Forgets the first outcomes of commands that nobody repeats any more: the protocol promises seven days.
///
/// What is forgotten is old by the clock *and* by the hours that this service ran: the clock of a board may have been
/// wrong when a command was written down, or be so now.
public final class DedupeCleaner {

    /// Few at a time, by the index, so that commits never wait long.
    public static final String DELETE = "DELETE FROM dedupe WHERE at < ? AND event < ? ORDER BY at LIMIT ?";

    public static final String NEXT = "SELECT next FROM id_block WHERE name = 'event'";
    public static final String READ_MARKS = "SELECT value FROM meta WHERE name = 'event_marks'";
    public static final String WRITE_MARKS = "INSERT INTO meta (name, value) VALUES ('event_marks', ?)"
            + " ON DUPLICATE KEY UPDATE value = VALUES(value)";

    private static final Logger log = LoggerFactory.getLogger(DedupeCleaner.class);
    private static final Duration KEEP = Duration.ofDays(8);
    private static final int ROWS = 500;
    private static final Duration REST = Duration.ofMillis(200);

    private final Database database;
    private final RunningHours hours;
    private final Clock clock;

    public DedupeCleaner(Database database, RunningHours hours, Clock clock) {
        this.database = database;
        this.hours = hours;
        this.clock = clock;
    }

    /// To be called every hour.
    public Mono<Void> clean() {
        return hours.count()
                .flatMap(now -> database.with(session -> marks(session, now))
                        .flatMap(marks -> Mono.justOrEmpty(marks.old(now, KEEP))))
                .flatMap(old -> deleteBefore(clock.millis() - KEEP.toMillis(), old.next()))
                .then();
    }

    private static Mono<EventMarks> marks(Session session, long now) {
        Mono<EventMarks> known = session.query(READ_MARKS, List.of(), row -> EventMarks.parse(Columns.text(row, 0)))
                .next()
                .defaultIfEmpty(EventMarks.NONE);
        Mono<Long> next =
                session.query(NEXT, List.of(), row -> Columns.number(row, 0)).single();
        return known.zipWhen(_ -> next).flatMap(both -> {
            EventMarks marks = both.getT1().noting(now, both.getT2(), KEEP);
            return marks.equals(both.getT1())
                    ? Mono.just(marks)
                    : session.update(WRITE_MARKS, marks.text()).thenReturn(marks);
        });
    }

    Mono<Long> deleteBefore(long at, long event) {
        return Mono.defer(() -> database.with(session -> session.update(DELETE, at, event, ROWS)))
                .delayElement(REST)
                .repeat()
                .takeUntil(deleted -> deleted < ROWS)
                .reduce(0L, Long::sum)
                .doOnNext(deleted -> log.info("Forgot {} commands of more than {} days ago", deleted, KEEP.toDays()));
    }
}
