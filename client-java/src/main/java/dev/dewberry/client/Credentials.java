package dev.dewberry.client;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// How a client proves who its user is.
public sealed interface Credentials {

    /// A username and a password of Dewberry's own accounts. The session is kept in the store and refreshed; the
    /// password is sent only where the store has no good session, and forgotten once there is one.
    static Credentials password(String username, String password) {
        return new Password(username, password);
    }

    /// The owner's own back end hands out access tokens. Called for the first connection and whenever a token was
    /// refused.
    static Credentials tokens(Supplier<? extends CompletionStage<String>> tokens) {
        return new Tokens(tokens);
    }

    /// The session that is in the store, and nothing else.
    static Credentials stored() {
        return new Stored();
    }

    record Password(String username, String password) implements Credentials {
        @Override
        public String toString() {
            return "Password[" + username + "]";
        }
    }

    record Tokens(Supplier<? extends CompletionStage<String>> tokens) implements Credentials {}

    record Stored() implements Credentials {}
}
