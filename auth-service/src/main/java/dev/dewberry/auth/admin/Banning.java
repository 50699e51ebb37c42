package dev.dewberry.auth.admin;

import dev.dewberry.auth.account.AccountStore;
import dev.dewberry.auth.database.Transactions;
import dev.dewberry.auth.session.RevocationReason;
import dev.dewberry.auth.session.Sessions;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Shuts a user out, and lets him in again. The same lock as for signing in: nobody slips in between.
@Component
class Banning {

    private static final Logger log = LoggerFactory.getLogger(Banning.class);

    private final AccountStore accounts;
    private final Sessions sessions;
    private final Transactions transactions;

    Banning(AccountStore accounts, Sessions sessions, Transactions transactions) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.transactions = transactions;
    }

    Mono<Void> ban(UserId user) {
        return transactions
                .write(locked(user)
                        .then(accounts.ban(user))
                        .then(Mono.defer(() -> sessions.endAll(user, RevocationReason.BANNED))))
                .doOnSuccess(done -> log.info("User {} is banned", user));
    }

    Mono<Void> unban(UserId user) {
        return transactions
                .write(locked(user).then(accounts.unban(user)))
                .doOnSuccess(done -> log.info("User {} is no longer banned", user));
    }

    private Mono<UserId> locked(UserId user) {
        return sessions.lockAccount(user)
                .switchIfEmpty(Mono.error(() -> new DewberryException(ErrorCode.NOT_FOUND, "no such user")));
    }
}
