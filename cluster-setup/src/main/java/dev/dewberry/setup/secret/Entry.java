package dev.dewberry.setup.secret;

import java.util.function.Function;

/// One key of a secret: how its text is made of the credentials, and what the text tells of them where it is stored
/// already.
///
/// @param learn what is done with a text that is there
/// @param derived holds nothing that is not in other entries, so it is brought up to date
record Entry(String key, Function<Credentials, String> text, Learning learn, boolean derived) {

    @FunctionalInterface
    interface Learning {
        void from(String stored, Credentials credentials);
    }

    private static final Learning NOTHING = (_, _) -> {};

    /// Where this credential belongs.
    static Entry owned(String key, String credential, Function<Credentials, String> text) {
        return new Entry(key, text, (stored, credentials) -> credentials.settle(credential, stored), false);
    }

    /// A copy of a credential that belongs to another secret.
    static Entry copied(String key, String credential, Function<Credentials, String> text) {
        return new Entry(key, text, (stored, credentials) -> credentials.hear(credential, stored), false);
    }

    static Entry learned(String key, Function<Credentials, String> text, Learning learn) {
        return new Entry(key, text, learn, false);
    }

    static Entry fixed(String key, String text) {
        return new Entry(key, _ -> text, NOTHING, false);
    }

    static Entry derived(String key, Function<Credentials, String> text) {
        return new Entry(key, text, NOTHING, true);
    }
}
