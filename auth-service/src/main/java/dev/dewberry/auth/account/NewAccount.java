package dev.dewberry.auth.account;

import org.jspecify.annotations.Nullable;

/// @param passwordHash `null`: signs in by token only
public record NewAccount(
        Username username,
        String displayName,
        @Nullable String externalId,
        @Nullable String passwordHash,
        boolean admin) {

    /// Without the hash.
    @Override
    public String toString() {
        return "NewAccount[" + username + "]";
    }
}
