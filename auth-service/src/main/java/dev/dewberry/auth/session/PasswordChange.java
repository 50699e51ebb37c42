package dev.dewberry.auth.session;

import dev.dewberry.auth.account.Account;
import dev.dewberry.auth.account.AccountStore;
import dev.dewberry.auth.database.Transactions;
import dev.dewberry.auth.key.AccessClaims;
import dev.dewberry.auth.password.Password;
import dev.dewberry.auth.password.PasswordHasher;
import dev.dewberry.auth.throttle.LoginThrottle;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Changes one's own password, and signs out every other device: whoever changes it may do so because somebody knows
/// the old one.
@Component
class PasswordChange {

    private final AccountStore accounts;
    private final Sessions sessions;
    private final PasswordHasher hasher;
    private final LoginThrottle throttle;
    private final Transactions transactions;

    PasswordChange(
            AccountStore accounts,
            Sessions sessions,
            PasswordHasher hasher,
            LoginThrottle throttle,
            Transactions transactions) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.hasher = hasher;
        this.throttle = throttle;
        this.transactions = transactions;
    }

    /// Errors: `bad_credentials` where the present password is wrong (counted like a failed sign-in of this device),
    /// `forbidden` for who has none and signs in by token only.
    Mono<Void> change(AccessClaims caller, Password present, Password chosen, @Nullable String address) {
        LoginThrottle.Attempt attempt = new LoginThrottle.Attempt(caller.username(), caller.device(), address);
        return transactions
                .read(accounts.byId(caller.user()))
                .flatMap(account -> checked(account, present, attempt))
                .then(Mono.defer(() -> hasher.hash(chosen)))
                .flatMap(hash -> transactions.write(sessions.lockAccount(caller.user())
                        .then(accounts.setPassword(caller.user(), hash))
                        .then(Mono.defer(() -> sessions.endAllBut(caller.user(), caller.session())))));
    }

    private Mono<Boolean> checked(Account account, Password present, LoginThrottle.Attempt attempt) {
        if (account.passwordHash() == null) {
            return Mono.error(new DewberryException(ErrorCode.FORBIDDEN, "this account signs in without a password"));
        }
        throttle.check(attempt);
        return hasher.matches(present, account.passwordHash()).doOnNext(matches -> {
            if (!matches) {
                throttle.failed(attempt);
                throw new DewberryException(ErrorCode.BAD_CREDENTIALS, "the present password is wrong");
            }
            throttle.succeeded(attempt);
        });
    }
}
