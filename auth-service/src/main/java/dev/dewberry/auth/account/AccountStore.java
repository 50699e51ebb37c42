package dev.dewberry.auth.account;

import dev.dewberry.auth.database.Rows;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The rows of accounts. Takes part in the caller's transaction, and has no time-out of its own.
@Component
public class AccountStore {

    private final DatabaseClient database;
    private final Clock clock;

    AccountStore(DatabaseClient database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public Mono<Account> byId(UserId user) {
        return database.sql(AccountSql.BY_ID)
                .bind("user", user.value())
                .map(AccountStore::account)
                .one();
    }

    public Mono<Account> byUsername(Username username) {
        return database.sql(AccountSql.BY_USERNAME)
                .bind("username", username.value())
                .map(AccountStore::account)
                .one();
    }

    public Flux<Account> byUsernames(Collection<Username> usernames) {
        List<String> values = usernames.stream().map(Username::value).toList();
        return in(AccountSql.BY_USERNAMES, "usernames", values);
    }

    public Flux<Account> byExternalIds(Collection<String> externalIds) {
        return in(AccountSql.BY_EXTERNAL_IDS, "externalIds", List.copyOf(externalIds));
    }

    /// Those of the ids that name an account.
    public Flux<UserId> existing(Collection<UserId> users) {
        if (users.isEmpty()) {
            return Flux.empty();
        }
        return database.sql(AccountSql.EXISTING)
                .bind("users", users.stream().map(UserId::value).toList())
                .map(row -> new UserId(Rows.number(row, "id")))
                .all();
    }

    /// How many accounts are administrators'.
    public Mono<Long> administrators() {
        return database.sql(AccountSql.ADMINISTRATORS)
                .map(row -> Rows.number(row, "administrators"))
                .one();
    }

    public Flux<Account> searchUsername(String prefix, int limit) {
        return search(AccountSql.SEARCH_USERNAME, prefix, limit);
    }

    /// @param prefix as [Names#searchable] makes it
    public Flux<Account> searchName(String prefix, int limit) {
        return search(AccountSql.SEARCH_NAME, prefix, limit);
    }

    public Flux<Account> searchExternalId(String prefix, int limit) {
        return search(AccountSql.SEARCH_EXTERNAL_ID, prefix, limit);
    }

    /// @return the new id, or the error `username_taken`
    public Mono<UserId> insert(NewAccount account) {
        return insertAll(List.of(account))
                .single()
                .onErrorMap(
                        DuplicateKeyException.class,
                        taken -> new DewberryException(ErrorCode.USERNAME_TAKEN, "this username is taken"));
    }

    /// @return the new ids in the same order; [DuplicateKeyException] where a username or external id is taken
    public Flux<UserId> insertAll(List<NewAccount> accounts) {
        return Flux.fromIterable(Rows.chunks(accounts)).concatMap(this::insertRows);
    }

    public Mono<Void> setPassword(UserId user, String hash) {
        return database.sql(AccountSql.SET_PASSWORD)
                .bind("hash", hash)
                .bind("user", user.value())
                .then();
    }

    /// Banning a banned account changes nothing.
    public Mono<Void> ban(UserId user) {
        return database.sql(AccountSql.BAN)
                .bind("now", clock.millis())
                .bind("user", user.value())
                .then();
    }

    public Mono<Void> unban(UserId user) {
        return database.sql(AccountSql.UNBAN).bind("user", user.value()).then();
    }

    private Flux<UserId> insertRows(List<NewAccount> accounts) {
        long now = clock.millis();
        List<Object[]> rows =
                accounts.stream().map(account -> row(account, now)).toList();
        return database.sql(AccountSql.INSERT)
                .bind("accounts", rows)
                .map(row -> new UserId(Rows.number(row, "id")))
                .all();
    }

    private static Object[] row(NewAccount account, long now) {
        return new Object[] {
            account.username().value(),
            account.displayName(),
            Names.searchable(account.displayName()),
            text(account.externalId()),
            text(account.passwordHash()),
            account.admin(),
            now
        };
    }

    private static Object text(@Nullable String value) {
        return value == null ? Parameters.in(R2dbcType.VARCHAR) : value;
    }

    private Flux<Account> in(String sql, String name, List<String> values) {
        if (values.isEmpty()) {
            return Flux.empty();
        }
        return database.sql(sql).bind(name, values).map(AccountStore::account).all();
    }

    private Flux<Account> search(String sql, String prefix, int limit) {
        String escaped = prefix.replace("!", "!!").replace("%", "!%").replace("_", "!_");
        return database.sql(sql)
                .bind("prefix", escaped + "%")
                .bind("limit", limit)
                .map(AccountStore::account)
                .all();
    }

    private static Account account(Readable row) {
        return new Account(
                new UserId(Rows.number(row, "id")),
                new Username(Rows.text(row, "username")),
                Rows.text(row, "display_name"),
                row.get("external_id", String.class),
                row.get("password_hash", String.class),
                Objects.requireNonNull(row.get("admin", Boolean.class)),
                row.get("banned_at", Long.class) != null);
    }
}
