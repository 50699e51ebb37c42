package dev.dewberry.auth.admin;

import dev.dewberry.auth.crypto.Secret;
import dev.dewberry.auth.database.Rows;
import dev.dewberry.auth.database.Transactions;
import dev.dewberry.auth.web.ApiKeyCheck;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The keys by which the owner's back ends act as administrators. Kept as SHA-256: they are random and long.
@Component
class ApiKeys implements ApiKeyCheck {

    private static final String PREFIX = "dwk_";
    private static final int BYTES = 32;

    private final DatabaseClient database;
    private final Transactions transactions;
    private final Clock clock;
    private final SecureRandom random;
    private final Counter made;

    ApiKeys(
            DatabaseClient database,
            Transactions transactions,
            Clock clock,
            SecureRandom random,
            MeterRegistry meters) {
        this.database = database;
        this.transactions = transactions;
        this.clock = clock;
        this.random = random;
        this.made = Counter.builder("dewberry.auth.api.keys.made")
                .description("API keys that were made")
                .register(meters);
    }

    record ApiKey(long id, String name, @Nullable Long createdBy, Instant created) {}

    /// @param text shown once, and never again
    record NewApiKey(long id, String name, String text) {

        /// Without the key.
        @Override
        public String toString() {
            return "NewApiKey[" + id + "]";
        }
    }

    @Override
    public Mono<Boolean> isValid(String text) {
        Secret key = Secret.parse(PREFIX, text, BYTES);
        if (key == null) {
            return Mono.just(false);
        }
        return transactions.read(database.sql(ApiKeySql.BY_HASH)
                .bind("hash", key.hash())
                .map(row -> true)
                .one()
                .defaultIfEmpty(false));
    }

    Mono<NewApiKey> create(String name, @Nullable UserId creator) {
        Secret key = Secret.random(BYTES, random);
        DatabaseClient.GenericExecuteSpec insert = database.sql(ApiKeySql.INSERT)
                .bind("name", name)
                .bind("hash", key.hash())
                .bind("now", clock.millis());
        insert = creator == null ? insert.bindNull("createdBy", Long.class) : insert.bind("createdBy", creator.value());
        return transactions
                .write(insert.map(row -> new NewApiKey(Rows.number(row, "id"), name, key.text(PREFIX)))
                        .one())
                .doOnNext(one -> made.increment());
    }

    /// At most 100, the oldest first.
    Mono<List<ApiKey>> list(long after) {
        return transactions.read(database.sql(ApiKeySql.LIST)
                .bind("after", after)
                .map(row -> new ApiKey(
                        Rows.number(row, "id"),
                        Rows.text(row, "name"),
                        row.get("created_by", Long.class),
                        Instant.ofEpochMilli(Rows.number(row, "created_at"))))
                .all()
                .collectList());
    }

    Mono<Void> delete(long id) {
        return transactions
                .write(database.sql(ApiKeySql.DELETE).bind("id", id).fetch().rowsUpdated())
                .filter(deleted -> deleted > 0)
                .switchIfEmpty(Mono.error(() -> new DewberryException(ErrorCode.NOT_FOUND, "no such API key")))
                .then();
    }
}
