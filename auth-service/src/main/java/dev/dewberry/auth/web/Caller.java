package dev.dewberry.auth.web;

import dev.dewberry.auth.key.AccessClaims;
import dev.dewberry.protocol.UserId;
import org.jspecify.annotations.Nullable;

/// Who makes a call. A handler that takes one is only reached by such a caller: the wiring refuses others.
public sealed interface Caller {

    /// Anybody who is signed in.
    record User(AccessClaims claims) implements Caller {

        public UserId id() {
            return claims.user();
        }

        public boolean admin() {
            return claims.roles().contains("admin");
        }
    }

    /// A user with the role `admin`, or a back end with an API key.
    ///
    /// @param user `null`: an API key
    record Administrator(@Nullable UserId user) implements Caller {}
}
