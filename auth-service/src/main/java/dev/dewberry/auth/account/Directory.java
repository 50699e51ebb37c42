package dev.dewberry.auth.account;

import dev.dewberry.auth.database.Transactions;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Finds accounts: by id, and by the beginning of a name.
@Component
class Directory {

    private final AccountStore accounts;
    private final Transactions transactions;

    Directory(AccountStore accounts, Transactions transactions) {
        this.accounts = accounts;
        this.transactions = transactions;
    }

    Mono<Account> byId(UserId user) {
        return transactions
                .read(accounts.byId(user))
                .switchIfEmpty(Mono.error(() -> new DewberryException(ErrorCode.NOT_FOUND, "no such user")));
    }

    /// Usernames first, then display names, each in their order; nobody twice. Those who are banned are found by
    /// administrators only, who may search by external id too.
    Mono<List<Account>> search(String text, int limit, boolean administrator) {
        String prefix = Names.searchable(text);
        Flux<Account> found = Flux.concat(accounts.searchUsername(prefix, limit), accounts.searchName(prefix, limit));
        Flux<Account> all = administrator ? Flux.concat(found, accounts.searchExternalId(text, limit)) : found;
        return transactions.read(all.filter(account -> administrator || !account.banned())
                .collectList()
                .map(accounts -> distinct(accounts, limit)));
    }

    private static List<Account> distinct(List<Account> found, int limit) {
        Map<UserId, Account> distinct = new LinkedHashMap<>();
        found.forEach(account -> distinct.putIfAbsent(account.id(), account));
        return distinct.values().stream().limit(limit).toList();
    }
}
