package dev.dewberry.auth.session;

import dev.dewberry.auth.database.Rows;
import dev.dewberry.platform.time.ClockTrust;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Sessions that ended, for as long as their access tokens may be alive and everybody has heard of it, with numbers
/// that become visible in rising order: whoever ends sessions takes its numbers from a row that stays locked until the
/// commit. Also one whose tokens have ended is listed: a socket that was opened by them may be open still.
@Component
public class RevocationStore {

    /// Gateways' clocks may differ a little from ours.
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final DatabaseClient database;
    private final Clock clock;
    private final ClockTrust trust;
    private final AuthMetrics metrics;

    RevocationStore(DatabaseClient database, Clock clock, ClockTrust trust, AuthMetrics metrics) {
        this.database = database;
        this.clock = clock;
        this.trust = trust;
        this.metrics = metrics;
    }

    /// In the caller's transaction, as the last thing that it locks.
    Mono<Void> add(List<SessionRow> ended, RevocationReason reason) {
        if (ended.isEmpty()) {
            return Mono.empty();
        }
        Instant now = clock.instant();
        return database.sql(SessionSql.TAKE_REVOCATIONS)
                .bind("count", ended.size())
                .then()
                .then(last())
                .flatMapMany(last -> Flux.fromIterable(Rows.chunks(rows(ended, reason, now, last - ended.size()))))
                .concatMap(rows -> database.sql(SessionSql.INSERT_REVOCATIONS)
                        .bind("revocations", rows)
                        .then())
                .then()
                .doOnSuccess(done -> metrics.revoked(reason, ended.size()));
    }

    /// A number above the last one was given by a database that has been restored since: the list then starts anew.
    ///
    /// A clock that may be wrong ends nothing: tokens that have ended by it live again when it is set back.
    public Mono<RevocationList> after(long after) {
        return last().flatMap(last -> database.sql(SessionSql.REVOCATIONS_AFTER)
                .bind("after", after > last ? 0 : after)
                .bind("last", last)
                .bind("now", trust.believed().map(Instant::toEpochMilli).orElse(0L))
                .map(row -> new Numbered(
                        Rows.number(row, "id"),
                        new RevocationList.Entry(
                                Long.toString(Rows.number(row, "session_id")), Rows.text(row, "reason"))))
                .all()
                .collectList()
                .map(found -> list(found, last)));
    }

    Mono<Long> purge(Instant now) {
        return database.sql(SessionSql.PURGE_REVOCATIONS)
                .bind("now", now.toEpochMilli())
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

    private static List<Object[]> rows(List<SessionRow> ended, RevocationReason reason, Instant now, long before) {
        List<Object[]> rows = new ArrayList<>(ended.size());
        long number = before;
        for (SessionRow session : ended) {
            number++;
            Instant tokensEnd = session.accessUntil();
            Instant liveUntil = (tokensEnd.isAfter(now) ? tokensEnd : now).plus(CLOCK_SKEW);
            rows.add(new Object[] {number, session.id(), reason.wire(), liveUntil.toEpochMilli()});
        }
        return rows;
    }
}
