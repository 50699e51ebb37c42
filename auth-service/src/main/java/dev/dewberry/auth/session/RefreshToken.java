package dev.dewberry.auth.session;

import dev.dewberry.auth.crypto.Digests;
import dev.dewberry.auth.crypto.Sealer;
import dev.dewberry.auth.crypto.Secret;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A refresh token: 128 bits that all tokens of a session have in common (its family), then 256 bits of its own.
///
/// The family is why a token that was spent long ago is still recognised without a list of spent ones: only somebody
/// who once held a token of the session knows it, so nobody else can have a session ended by showing rubbish. Both
/// parts are kept as SHA-256 only.
final class RefreshToken {

    private static final String PREFIX = "dwr_";
    private static final int FAMILY_BYTES = 16;
    private static final int OWN_BYTES = 32;

    private final Secret secret;

    private RefreshToken(Secret secret) {
        this.secret = secret;
    }

    static RefreshToken first(SecureRandom random) {
        return new RefreshToken(Secret.random(FAMILY_BYTES + OWN_BYTES, random));
    }

    static @Nullable RefreshToken parse(@Nullable String text) {
        Secret secret = Secret.parse(PREFIX, text, FAMILY_BYTES + OWN_BYTES);
        return secret == null ? null : new RefreshToken(secret);
    }

    RefreshToken successor(SecureRandom random) {
        byte[] bytes = secret.bytes();
        byte[] own = new byte[OWN_BYTES];
        random.nextBytes(own);
        System.arraycopy(own, 0, bytes, FAMILY_BYTES, OWN_BYTES);
        return new RefreshToken(Secret.of(bytes));
    }

    byte[] familyHash() {
        return Digests.sha256(Arrays.copyOf(secret.bytes(), FAMILY_BYTES));
    }

    byte[] hash() {
        return secret.hash();
    }

    /// Seals what only the holder of this token may read.
    Sealer sealer() {
        return new Sealer(Digests.aesKey(secret.bytes(), "dewberry successor of a refresh token"));
    }

    String text() {
        return secret.text(PREFIX);
    }

    /// Never the token.
    @Override
    public String toString() {
        return "RefreshToken[…]";
    }
}
