package dev.dewberry.auth.account;

import dev.dewberry.protocol.UserId;
import org.jspecify.annotations.Nullable;

/// @param passwordHash `null`: signs in by token only
public record Account(
        UserId id,
        Username username,
        String displayName,
        @Nullable String externalId,
        @Nullable String passwordHash,
        boolean admin,
        boolean banned) {

    /// Without the hash.
    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
