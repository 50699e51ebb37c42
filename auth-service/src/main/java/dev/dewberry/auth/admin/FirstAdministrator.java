package dev.dewberry.auth.admin;

import dev.dewberry.auth.account.Account;
import dev.dewberry.auth.account.AccountStore;
import dev.dewberry.auth.account.Registration;
import dev.dewberry.auth.account.Username;
import dev.dewberry.auth.database.Transactions;
import dev.dewberry.auth.password.Password;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Makes the administrator that the installation's configuration names, where there is no such account. An account
/// that is there is left as it is: its password may have been changed since, and a stranger who registered that name
/// first must not become administrator by it.
@Component
public class FirstAdministrator {

    private static final Logger log = LoggerFactory.getLogger(FirstAdministrator.class);

    private final AdminProperties properties;
    private final AccountStore accounts;
    private final Registration registration;
    private final Transactions transactions;
    private volatile boolean settled;

    FirstAdministrator(
            AdminProperties properties, AccountStore accounts, Registration registration, Transactions transactions) {
        this.properties = properties;
        this.accounts = accounts;
        this.registration = registration;
        this.transactions = transactions;
    }

    /// Whether the account was made or found, or none is configured.
    public boolean settled() {
        return settled;
    }

    /// Does nothing where it is settled already.
    public Mono<Void> create() {
        return settled ? Mono.empty() : look().doOnSuccess(done -> settled = true);
    }

    private Mono<Void> look() {
        String name = properties.username();
        String password = properties.password();
        if (name == null || name.isBlank() || password == null || password.isBlank()) {
            return Mono.empty();
        }
        Username username = Username.parse(name);
        return transactions
                .read(accounts.byUsername(username))
                .doOnNext(FirstAdministrator::warn)
                .switchIfEmpty(Mono.defer(() -> registration.create(username, Password.chosen(password), null, true)))
                // Another instance was quicker.
                .onErrorResume(
                        DewberryException.class,
                        error -> error.code() == ErrorCode.USERNAME_TAKEN ? Mono.empty() : Mono.error(error))
                .then();
    }

    private static void warn(Account account) {
        if (!account.admin()) {
            log.warn(
                    "The configured administrator {} is an ordinary account and stays one; configure another name",
                    account.username());
        }
    }
}
