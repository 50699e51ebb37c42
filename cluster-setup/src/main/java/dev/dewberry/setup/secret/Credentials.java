package dev.dewberry.setup.secret;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// What is known of an installation's passwords: found in what is stored, or made up when first asked for. Not
/// thread-safe.
final class Credentials {

    /// What people can type and do not mistake for one another.
    private static final String TYPEABLE = "abcdefghjkmnpqrstuvwxyz23456789";

    private final SecureRandom random;
    private final Map<String, String> known = new HashMap<>();

    Credentials(SecureRandom random) {
        this.random = random;
    }

    /// Of where it belongs: this is what it is.
    void settle(String name, String value) {
        known.put(name, value);
    }

    /// Of where it is only used: what it is unless its own place says otherwise.
    void hear(String name, String value) {
        known.putIfAbsent(name, value);
    }

    /// 192 bits, in characters that need no escape in URLs, SQL or Redis' files.
    String password(String name) {
        return known.computeIfAbsent(
                name, _ -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(24)));
    }

    /// 256 bits in Base64, as the services want their key.
    String key(String name) {
        return known.computeIfAbsent(name, _ -> Base64.getEncoder().encodeToString(bytes(32)));
    }

    /// Four groups of four characters, almost 80 bits.
    String typeable(String name) {
        return known.computeIfAbsent(name, _ -> {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 16; i++) {
                if (i > 0 && i % 4 == 0) {
                    text.append('-');
                }
                text.append(TYPEABLE.charAt(random.nextInt(TYPEABLE.length())));
            }
            return text.toString();
        });
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
