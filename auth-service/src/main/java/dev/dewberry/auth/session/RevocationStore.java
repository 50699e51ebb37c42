package dev.dewberry.auth.session;

import dev.dewberry.auth.database.Rows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Sessions that ended while their access tokens may still be alive, with numbers that become visible in rising
/// order: whoever ends sessions takes its numbers from a row that stays locked until the commit.
@Component
public class RevocationStore {

    /// Gateways' clocks may differ a little from ours.
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final DatabaseClient database;
    private final Clock clock;
    private final AuthMetrics metrics;

    RevocationStore(DatabaseClient database, Clock clock, AuthMetrics metrics) {
        this.database = database;
        this.clock = clock;
        this.metrics = metrics;
    }

    /// In the caller's transaction, as the last thing that it locks.
    Mono<Void> add(List<SessionRow> ended, RevocationReason reason) {
        Instant now = clock.instant();
        List<SessionRow> listed = ended.stream()
                .filter(session -> session.accessUntil().plus(CLOCK_SKEW).isAfter(now))
                .toList();
        if (listed.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(SessionSql.TAKE_REVOCATIONS)
                .bind("count", listed.size())
                .then()
                .then(last())
                .flatMapMany(last -> Flux.fromIterable(Rows.chunks(rows(listed, reason, last - listed.size()))))
                .concatMap(rows -> database.sql(SessionSql.INSERT_REVOCATIONS)
                        .bind("revocations", rows)
                        .then())
                .then()
                .doOnSuccess(done -> metrics.revoked(reason, listed.size()));
    }

    /// A number above the last one was given by a database that has been restored since: the list then starts anew.
    public Mono<RevocationList> after(long after) {
        return last().flatMap(last -> database.sql(SessionSql.REVOCATIONS_AFTER)
                .bind("after", after > last ? 0 : after)
                .bind("last", last)
                .bind("now", clock.millis())
                .map(row -> new Numbered(
                        Rows.number(row, "id"),
                        new RevocationList.Entry(
                                Long.toString(Rows.number(row, "session_id")), Rows.text(row, "reason"))))
                .all()
                .collectList()
                .map(found -> list(found, last)));
    }

    Mono<Long> purge() {
        return database.sql(SessionSql.PURGE_REVOCATIONS)
                .bind("now", clock.millis())
                .fetch()
                .rowsUpdated();
    }

    private record Numbered(long number, RevocationList.Entry entry) {}

    private static RevocationList list(List<Numbered> found, long last) {
        // A full page may have more behind it.
        long reached = found.size() < SessionSql.REVOCATIONS_PAGE
                ? last
                : found.getLast().number();
        return new RevocationList(reached, found.stream().map(Numbered::entry).toList());
    }

    private Mono<Long> last() {
        return database.sql(SessionSql.LAST_REVOCATION)
                .map(row -> Rows.number(row, "value"))
                .one();
    }

    private static List<Object[]> rows(List<SessionRow> ended, RevocationReason reason, long before) {
        List<Object[]> rows = new ArrayList<>(ended.size());
        long number = before;
        for (SessionRow session : ended) {
            number++;
            rows.add(new Object[] {
                number,
                session.id(),
                reason.wire(),
                session.accessUntil().plus(CLOCK_SKEW).toEpochMilli()
            });
        }
        return rows;
    }
}
