package dev.dewberry.auth.session;

import dev.dewberry.auth.crypto.Secret;
import org.jspecify.annotations.Nullable;

/// A device that says that it signed in before, and the secret that it got then.
///
/// That secret is what keeps an attacker from locking people out: failures of strangers delay strangers, while a
/// device that knows its secret is counted by itself.
public record KnownDevice(long id, Secret secret) {

    static final String PREFIX = "dwd_";
    static final int SECRET_BYTES = 24;

    /// `null` where either is missing or cannot be one: the device is then treated as new.
    public static @Nullable KnownDevice parse(@Nullable String id, @Nullable String secret) {
        Secret parsed = Secret.parse(PREFIX, secret, SECRET_BYTES);
        if (id == null || parsed == null || !id.matches("[1-9][0-9]{0,17}")) {
            return null;
        }
        return new KnownDevice(Long.parseLong(id), parsed);
    }
}
