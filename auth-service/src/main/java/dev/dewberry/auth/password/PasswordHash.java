package dev.dewberry.auth.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A password's hash with all that is needed to check it, in the form that the reference implementation writes:
/// `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`.
record PasswordHash(Argon2id.Cost cost, byte[] salt, byte[] hash) {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final Pattern FORM =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})\\$([\\w+/-]+)\\$([\\w+/-]+)");
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    static PasswordHash of(Password password, Argon2id.Cost cost, SecureRandom random, Argon2id argon2) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(cost, salt, argon2.hash(bytes(password), salt, cost, HASH_BYTES));
    }

    /// A hash of the usual cost that no password has: it is random.
    static PasswordHash nobodys(Argon2id.Cost cost, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] hash = new byte[HASH_BYTES];
        random.nextBytes(salt);
        random.nextBytes(hash);
        return new PasswordHash(cost, salt, hash);
    }

    static PasswordHash parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a hash by Argon2id");
        }
        Argon2id.Cost cost = new Argon2id.Cost(
                Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
        Base64.Decoder decoder = Base64.getDecoder();
        return new PasswordHash(cost, decoder.decode(parts.group(4)), decoder.decode(parts.group(5)));
    }

    boolean matches(Password password, Argon2id argon2) {
        return MessageDigest.isEqual(hash, argon2.hash(bytes(password), salt, cost, hash.length));
    }

    String encoded() {
        return "$argon2id$v=19$m=" + cost.m() + ",t=" + cost.t() + ",p=" + cost.p() + "$" + ENCODER.encodeToString(salt)
                + "$" + ENCODER.encodeToString(hash);
    }

    private static byte[] bytes(Password password) {
        return password.text().getBytes(StandardCharsets.UTF_8);
    }

    /// Without the hash.
    @Override
    public String toString() {
        return "PasswordHash[" + cost + "]";
    }
}
