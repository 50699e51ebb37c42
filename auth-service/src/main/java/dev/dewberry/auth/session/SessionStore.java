package dev.dewberry.auth.session;

import dev.dewberry.auth.database.Rows;
import dev.dewberry.auth.key.AccessClaims;
import dev.dewberry.platform.time.ClockTrust;
import dev.dewberry.protocol.UserId;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The rows of sessions. Takes part in the caller's transaction.
@Component
class SessionStore {

    private final DatabaseClient database;
    private final Clock clock;

    SessionStore(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// An account, as seen under its lock.
    record LockedAccount(
            UserId id, String username, @Nullable String passwordHash, boolean admin, boolean banned) {

        List<String> roles() {
            return SessionStore.roles(admin);
        }

        /// Without the hash.
        @Override
        public String toString() {
            return "LockedAccount[" + id + "]";
        }
    }

    /// A session that refreshes, as seen under its lock.
    record RefreshableRow(
            SessionRow session,
            byte[] tokenHash,
            byte @Nullable [] spentHash,
            @Nullable Instant spentAt,
            byte @Nullable [] sealedPair,
            Instant expires) {}

    /// A session to be; `null` tokens: it cannot be refreshed.
    record NewSession(UserId user, long device, @Nullable RefreshToken token, Instant accessUntil, Instant expires) {}

    Flux<LockedAccount> lockAccounts(Collection<UserId> users) {
        return database.sql(SessionSql.LOCK_ACCOUNTS)
                .bind("users", numbers(users))
                .map(row -> new LockedAccount(
                        new UserId(Rows.number(row, "id")),
                        Rows.text(row, "username"),
                        row.get("password_hash", String.class),
                        Objects.requireNonNull(row.get("admin", Boolean.class)),
                        row.get("banned_at", Long.class) != null))
                .all();
    }

    Flux<SessionRow> lockOfUsers(Collection<UserId> users) {
        return database.sql(SessionSql.LOCK_OF_USERS)
                .bind("users", numbers(users))
                .map(SessionStore::session)
                .all();
    }

    Mono<SessionRow> lock(long session) {
        return database.sql(SessionSql.LOCK_ONE)
                .bind("session", session)
                .map(SessionStore::session)
                .one();
    }

    Mono<SessionRow> lockOfDevice(long device) {
        return database.sql(SessionSql.SESSION_OF_DEVICE)
                .bind("device", device)
                .map(SessionStore::session)
                .one();
    }

    Mono<RefreshableRow> lockFamily(byte[] familyHash) {
        return database.sql(SessionSql.LOCK_FAMILY)
                .bind("family", familyHash)
                .map(SessionStore::refreshable)
                .one();
    }

    /// Who a live session belongs to, with the present name and roles.
    Mono<AccessClaims> live(long session) {
        return database.sql(SessionSql.LIVE)
                .bind("session", session)
                .map(row -> new AccessClaims(
                        new UserId(Rows.number(row, "user_id")),
                        Rows.number(row, "id"),
                        Rows.number(row, "device_id"),
                        Rows.text(row, "username"),
                        roles(Objects.requireNonNull(row.get("admin", Boolean.class)))))
                .one();
    }

    /// @return the new ids in the same order
    Flux<Long> insert(List<NewSession> sessions) {
        long now = clock.millis();
        return Flux.fromIterable(Rows.chunks(sessions))
                .concatMap(chunk -> database.sql(SessionSql.INSERT)
                        .bind(
                                "sessions",
                                chunk.stream().map(session -> row(session, now)).toList())
                        .map(row -> Rows.number(row, "id"))
                        .all());
    }

    Mono<Void> rotate(
            long session, RefreshToken spent, TokenPair pair, RefreshToken successor, byte[] sealed, Instant expires) {
        return database.sql(SessionSql.ROTATE)
                .bind("token", successor.hash())
                .bind("spent", spent.hash())
                .bind("now", clock.millis())
                .bind("sealed", sealed)
                .bind("accessUntil", pair.accessUntil().toEpochMilli())
                .bind("expires", expires.toEpochMilli())
                .bind("session", session)
                .then();
    }

    Mono<Void> delete(List<SessionRow> sessions) {
        return Flux.fromIterable(Rows.chunks(sessions))
                .concatMap(chunk -> database.sql(SessionSql.DELETE)
                        .bind("sessions", chunk.stream().map(SessionRow::id).toList())
                        .then())
                .then();
    }

    /// Sessions that ran out: their access tokens ended long before, so that nobody has to be told.
    Mono<Long> purge(Instant now) {
        return database.sql(SessionSql.PURGE)
                .bind("now", now.toEpochMilli())
                .fetch()
                .rowsUpdated();
    }

    /// Sessions whose end a wrong clock made end at `latest`.
    Mono<Long> renew(Instant latest) {
        return database.sql(SessionSql.RENEW)
                .bind("earliest", ClockTrust.EARLIEST.toEpochMilli())
                .bind("latest", latest.toEpochMilli())
                .fetch()
                .rowsUpdated();
    }

    private static Object[] row(NewSession session, long now) {
        RefreshToken token = session.token();
        return new Object[] {
            session.user().value(),
            session.device(),
            token == null ? Parameters.in(R2dbcType.VARBINARY) : token.familyHash(),
            token == null ? Parameters.in(R2dbcType.VARBINARY) : token.hash(),
            session.accessUntil().toEpochMilli(),
            now,
            session.expires().toEpochMilli()
        };
    }

    private static SessionRow session(Readable row) {
        return new SessionRow(
                Rows.number(row, "id"),
                new UserId(Rows.number(row, "user_id")),
                Rows.number(row, "device_id"),
                Instant.ofEpochMilli(Rows.number(row, "access_until")));
    }

    private static RefreshableRow refreshable(Readable row) {
        Long spentAt = row.get("spent_at", Long.class);
        return new RefreshableRow(
                session(row),
                Rows.bytes(row, "token_hash"),
                row.get("spent_hash", byte[].class),
                spentAt == null ? null : Instant.ofEpochMilli(spentAt),
                row.get("sealed_pair", byte[].class),
                Instant.ofEpochMilli(Rows.number(row, "expires_at")));
    }

    private static List<String> roles(boolean admin) {
        return admin ? List.of("admin") : List.of();
    }

    private static List<Long> numbers(Collection<UserId> users) {
        return users.stream().map(UserId::value).toList();
    }
}
