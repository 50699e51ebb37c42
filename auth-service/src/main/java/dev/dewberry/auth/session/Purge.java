package dev.dewberry.auth.session;

import dev.dewberry.auth.database.Rows;
import dev.dewberry.auth.database.Transactions;
import dev.dewberry.platform.time.ClockTrust;
import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Removes what has run out, in small pieces, so that nobody waits long for a lock; and only by a clock that can be
/// believed. What a wrong clock made begins anew with it.
@Component
public class Purge {

    private static final int PIECE = 1000;
    /// What is left is for the next minute.
    private static final int PIECES = 20;

    private final SessionStore sessions;
    private final DeviceStore devices;
    private final RevocationStore revocations;
    private final Transactions transactions;
    private final SessionProperties properties;
    private final DatabaseClient database;
    private final ClockTrust trust;

    Purge(
            SessionStore sessions,
            DeviceStore devices,
            RevocationStore revocations,
            Transactions transactions,
            SessionProperties properties,
            DatabaseClient database,
            ClockTrust trust) {
        this.sessions = sessions;
        this.devices = devices;
        this.revocations = revocations;
        this.transactions = transactions;
        this.properties = properties;
        this.database = database;
        this.trust = trust;
    }

    public Mono<Void> run() {
        return transactions
                .read(lastSeen())
                .doOnNext(trust::remember)
                .then(Mono.defer(() -> Mono.justOrEmpty(trust.believed())))
                .flatMap(now -> see(now).then(renew(now)).then(removeEnded(now)));
    }

    private Mono<Void> renew(Instant now) {
        Instant latest = now.plus(properties.refreshLifetime());
        return inPieces(sessions.renew(latest)).then(inPieces(devices.renew(latest.plus(properties.deviceMemory()))));
    }

    private Mono<Void> removeEnded(Instant now) {
        return inPieces(sessions.purge(now))
                .then(inPieces(revocations.purge(now)))
                .then(inPieces(devices.purge(now)));
    }

    private Mono<Instant> lastSeen() {
        return database.sql(SessionSql.CLOCK_SEEN)
                .map(row -> Instant.ofEpochMilli(Rows.number(row, "value")))
                .one();
    }

    private Mono<Void> see(Instant now) {
        return transactions.write(database.sql(SessionSql.SEE_CLOCK)
                .bind("now", now.toEpochMilli())
                .then());
    }

    private Mono<Void> inPieces(Mono<Long> piece) {
        return transactions
                .write(piece)
                .repeat(PIECES - 1)
                .takeWhile(removed -> removed >= PIECE)
                .then();
    }
}
