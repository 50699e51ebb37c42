package dev.dewberry.auth.session;

import dev.dewberry.auth.crypto.Digests;
import dev.dewberry.auth.crypto.Secret;
import dev.dewberry.auth.database.Rows;
import dev.dewberry.platform.time.ClockTrust;
import dev.dewberry.protocol.UserId;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The rows of devices. Takes part in the caller's transaction.
@Component
class DeviceStore {

    private final DatabaseClient database;
    private final Clock clock;

    DeviceStore(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// @param secret what the device proves itself by at its next sign-in; `null`: it never will
    record NewDevice(
            UserId user, String name, String kind, @Nullable Secret secret, Instant expires) {}

    /// Whose device this is, where the secret is its own; else empty.
    Mono<UserId> owner(KnownDevice device) {
        return database.sql(SessionSql.DEVICE)
                .bind("device", device.id())
                .map(row -> new Owner(new UserId(Rows.number(row, "user_id")), row.get("secret_hash", byte[].class)))
                .one()
                .filter(owner -> owner.knows(device.secret()))
                .map(Owner::user);
    }

    /// @return the new ids in the same order
    Flux<Long> insert(List<NewDevice> devices) {
        long now = clock.millis();
        return Flux.fromIterable(Rows.chunks(devices))
                .concatMap(chunk -> database.sql(SessionSql.INSERT_DEVICES)
                        .bind(
                                "devices",
                                chunk.stream().map(device -> row(device, now)).toList())
                        .map(row -> Rows.number(row, "id"))
                        .all());
    }

    Mono<Void> rename(long device, String name, String kind, Instant expires) {
        return database.sql(SessionSql.RENAME_DEVICE)
                .bind("name", name)
                .bind("kind", kind)
                .bind("now", clock.millis())
                .bind("expires", expires.toEpochMilli())
                .bind("device", device)
                .then();
    }

    Mono<Void> touch(long device, Instant expires) {
        return database.sql(SessionSql.TOUCH_DEVICE)
                .bind("now", clock.millis())
                .bind("expires", expires.toEpochMilli())
                .bind("device", device)
                .then();
    }

    Mono<Void> delete(List<SessionRow> sessions) {
        return Flux.fromIterable(Rows.chunks(sessions))
                .concatMap(chunk -> database.sql(SessionSql.DELETE_DEVICES)
                        .bind("devices", chunk.stream().map(SessionRow::device).toList())
                        .then())
                .then();
    }

    /// Those that are signed in, the newest session first.
    Flux<Device> signedIn(UserId user) {
        return database.sql(SessionSql.DEVICES_OF_USER)
                .bind("user", user.value())
                .map(row -> new Device(
                        Rows.number(row, "id"),
                        Rows.text(row, "name"),
                        Rows.text(row, "kind"),
                        Instant.ofEpochMilli(Rows.number(row, "created_at")),
                        Instant.ofEpochMilli(Rows.number(row, "last_seen_at")),
                        Rows.number(row, "session_id")))
                .all();
    }

    Mono<Long> purge(Instant now) {
        return database.sql(SessionSql.PURGE_DEVICES)
                .bind("now", now.toEpochMilli())
                .fetch()
                .rowsUpdated();
    }

    /// Devices whose end a wrong clock made end at `latest`.
    Mono<Long> renew(Instant latest) {
        return database.sql(SessionSql.RENEW_DEVICES)
                .bind("earliest", ClockTrust.EARLIEST.toEpochMilli())
                .bind("latest", latest.toEpochMilli())
                .fetch()
                .rowsUpdated();
    }

    private record Owner(UserId user, byte @Nullable [] secretHash) {

        boolean knows(Secret secret) {
            return secretHash != null && Digests.same(Objects.requireNonNull(secretHash), secret.hash());
        }
    }

    private static Object[] row(NewDevice device, long now) {
        Secret secret = device.secret();
        return new Object[] {
            device.user().value(),
            device.name(),
            device.kind(),
            secret == null ? Parameters.in(R2dbcType.VARBINARY) : secret.hash(),
            now,
            now,
            device.expires().toEpochMilli()
        };
    }
}
