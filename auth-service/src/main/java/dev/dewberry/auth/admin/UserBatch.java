package dev.dewberry.auth.admin;

import dev.dewberry.auth.account.Account;
import dev.dewberry.auth.account.AccountStore;
import dev.dewberry.auth.account.NewAccount;
import dev.dewberry.auth.account.Username;
import dev.dewberry.auth.database.Transactions;
import dev.dewberry.auth.password.Password;
import dev.dewberry.auth.password.PasswordHasher;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Makes many accounts at once, all or none. A username that exists gives its id, whatever else is asked for it, so
/// that a back end may send the same batch again.
@Component
class UserBatch {

    static final int MAX = 1000;

    private final AccountStore accounts;
    private final PasswordHasher hasher;
    private final Transactions transactions;

    UserBatch(AccountStore accounts, PasswordHasher hasher, Transactions transactions) {
        this.accounts = accounts;
        this.hasher = hasher;
        this.transactions = transactions;
    }

    /// @param password `null`: signs in by token only
    record Wanted(
            Username username,
            String displayName,
            @Nullable Password password,
            @Nullable String externalId) {}

    record Made(UserId id, Username username, @Nullable String externalId) {}

    /// @return in the order of the wanted; the error `conflict` where an external id belongs to another username
    Mono<List<Made>> make(List<Wanted> wanted) {
        Map<Username, Wanted> distinct = distinct(wanted);
        return transactions
                .read(existing(distinct))
                .flatMap(known -> hashes(distinct, known))
                .flatMap(hashes -> transactions
                        .write(Mono.defer(() -> makeMissing(distinct, hashes)))
                        // Somebody else took a name in between: the next look finds it.
                        .retryWhen(Retry.max(3).filter(DuplicateKeyException.class::isInstance))
                        .onErrorMap(DuplicateKeyException.class, taken -> conflict()))
                .map(made -> wanted.stream()
                        .map(one -> Objects.requireNonNull(made.get(one.username())))
                        .toList());
    }

    private static Map<Username, Wanted> distinct(List<Wanted> wanted) {
        Map<Username, Wanted> distinct = new LinkedHashMap<>();
        Set<String> externalIds = new HashSet<>();
        for (Wanted one : wanted) {
            boolean first = distinct.putIfAbsent(one.username(), one) == null;
            String externalId = one.externalId();
            if (first && externalId != null && !externalIds.add(externalId)) {
                throw conflict();
            }
        }
        return distinct;
    }

    private Mono<Map<Username, Account>> existing(Map<Username, Wanted> distinct) {
        return accounts.byUsernames(distinct.keySet()).collectMap(Account::username, Function.identity());
    }

    /// One after the other, so that a batch leaves room for those who sign in meanwhile.
    private Mono<Map<Username, String>> hashes(Map<Username, Wanted> distinct, Map<Username, Account> known) {
        return Flux.fromIterable(distinct.values())
                .filter(one -> !known.containsKey(one.username()))
                .concatMap(this::hash)
                .collectMap(Hashed::username, Hashed::hash);
    }

    private record Hashed(Username username, String hash) {}

    private Mono<Hashed> hash(Wanted one) {
        Password password = one.password();
        return password == null ? Mono.empty() : hasher.hash(password).map(hash -> new Hashed(one.username(), hash));
    }

    private Mono<Map<Username, Made>> makeMissing(Map<Username, Wanted> distinct, Map<Username, String> hashes) {
        return existing(distinct).flatMap(known -> {
            List<Wanted> missing = distinct.values().stream()
                    .filter(one -> !known.containsKey(one.username()))
                    .toList();
            Map<Username, Made> made = new HashMap<>();
            known.forEach(
                    (username, account) -> made.put(username, new Made(account.id(), username, account.externalId())));
            return checkExternalIds(missing)
                    .thenMany(accounts.insertAll(missing.stream()
                            .map(one -> account(one, hashes.get(one.username())))
                            .toList()))
                    .collectList()
                    .map(ids -> withNew(made, missing, ids));
        });
    }

    private Mono<Void> checkExternalIds(List<Wanted> missing) {
        Set<String> externalIds = missing.stream()
                .map(Wanted::externalId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return accounts.byExternalIds(externalIds)
                .hasElements()
                .flatMap(taken -> taken ? Mono.error(conflict()) : Mono.empty());
    }

    private static NewAccount account(Wanted one, @Nullable String hash) {
        return new NewAccount(one.username(), one.displayName(), one.externalId(), hash, false);
    }

    private static Map<Username, Made> withNew(Map<Username, Made> made, List<Wanted> missing, List<UserId> ids) {
        for (int i = 0; i < missing.size(); i++) {
            Wanted one = missing.get(i);
            made.put(one.username(), new Made(ids.get(i), one.username(), one.externalId()));
        }
        return made;
    }

    private static DewberryException conflict() {
        return new DewberryException(ErrorCode.CONFLICT, "an externalId belongs to another username");
    }
}
