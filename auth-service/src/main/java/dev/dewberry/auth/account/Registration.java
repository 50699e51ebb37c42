package dev.dewberry.auth.account;

import dev.dewberry.auth.database.Transactions;
import dev.dewberry.auth.password.Password;
import dev.dewberry.auth.password.PasswordHasher;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// How an account comes to be by its own user.
@Component
public class Registration {

    private final AccountStore accounts;
    private final PasswordHasher hasher;
    private final Transactions transactions;
    private final RegistrationProperties properties;

    Registration(
            AccountStore accounts,
            PasswordHasher hasher,
            Transactions transactions,
            RegistrationProperties properties) {
        this.accounts = accounts;
        this.hasher = hasher;
        this.transactions = transactions;
        this.properties = properties;
    }

    public boolean open() {
        return properties.registrationOpen();
    }

    /// Errors: `registration_closed`, `username_taken`, `busy`.
    public Mono<Account> register(Username username, Password password, @Nullable String displayName) {
        if (!open()) {
            return Mono.error(
                    new DewberryException(ErrorCode.REGISTRATION_CLOSED, "accounts are made by administrators here"));
        }
        return create(username, password, displayName, false);
    }

    /// As [#register], whether registration is open or not.
    public Mono<Account> create(Username username, Password password, @Nullable String displayName, boolean admin) {
        String shown = displayName == null ? username.value() : Names.displayName(displayName);
        return transactions
                .read(accounts.byUsername(username).hasElement())
                // A name that is taken is not worth a hash.
                .flatMap(taken -> taken ? Mono.error(taken()) : hasher.hash(password))
                .map(hash -> new NewAccount(username, shown, null, hash, admin))
                .flatMap(account -> transactions
                        .write(accounts.insert(account))
                        .map(id -> new Account(id, username, shown, null, account.passwordHash(), admin, false)));
    }

    private static DewberryException taken() {
        return new DewberryException(ErrorCode.USERNAME_TAKEN, "this username is taken");
    }
}
