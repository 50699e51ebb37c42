package dev.dewberry.auth.crypto;

import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Random bytes that somebody carries as proof; only their SHA-256 is kept. Its text is base64url behind a prefix
/// that says what it is, so that a leaked one is recognised by scanners and people.
public final class Secret {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final byte[] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Secret random(int length, SecureRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new Secret(bytes);
    }

    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /// `null` where the text cannot be such a secret.
    public static @Nullable Secret parse(String prefix, @Nullable String text, int length) {
        if (text == null || !text.startsWith(prefix) || text.length() > prefix.length() + 2 * length) {
            return null;
        }
        try {
            byte[] bytes = DECODER.decode(text.substring(prefix.length()));
            return bytes.length == length ? new Secret(bytes) : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public byte[] hash() {
        return Digests.sha256(bytes);
    }

    public String text(String prefix) {
        return prefix + ENCODER.encodeToString(bytes);
    }

    /// Never the secret.
    @Override
    public String toString() {
        return "Secret[" + bytes.length + " bytes]";
    }
}
