package dev.dewberry.auth.password;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id (RFC 9106), version 1.3, and the text that its reference implementation keeps hashes as:
/// `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`.
///
/// The memory of a hash stays with the thread that made it, for its next one, and goes with the thread. Made anew for
/// each hash, 19 MiB in blocks of 1 KiB, it fills a small heap at every second one: clearing that took as long as all
/// hashing. Thread-safe.
final class Argon2id {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    /// What the generator takes of the pool besides the memory of the hash.
    private static final int WORKING_BLOCKS = 4;

    private static final Pattern TEXT =
            Pattern.compile("\\$argon2id\\$v=19\\$m=([1-9][0-9]{0,8}),t=([1-9][0-9]{0,8}),p=([1-9][0-9]{0,6})"
                    + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final Cost cost;
    private final SecureRandom random;
    private final ThreadLocal<FixedBlockPool> memory;

    Argon2id(Cost cost, SecureRandom random) {
        this.cost = cost;
        this.random = random;
        memory = ThreadLocal.withInitial(() -> new FixedBlockPool(cost.memoryKib() + WORKING_BLOCKS));
    }

    /// @param memoryKib blocks of 1,024 bytes
    record Cost(int memoryKib, int passes, int lanes) {}

    private record Kept(Cost cost, byte[] salt, byte[] hash) {}

    /// @return the text of a hash with a salt of its own
    String encode(String password) {
        byte[] salt = random(SALT_BYTES);
        return text(new Kept(cost, salt, generate(password, cost, salt, HASH_BYTES)));
    }

    /// @param text a hash of any cost; what is none matches no password
    boolean matches(String password, String text) {
        return read(text)
                .filter(kept -> MessageDigest.isEqual(
                        kept.hash(), generate(password, kept.cost(), kept.salt(), kept.hash().length)))
                .isPresent();
    }

    /// A hash of the usual cost that no password has: its result is random.
    String ofNobody() {
        return text(new Kept(cost, random(SALT_BYTES), random(HASH_BYTES)));
    }

    private byte[] generate(String password, Cost cost, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .withBlockPool(memory.get())
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String text(Kept kept) {
        Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=" + Argon2Parameters.ARGON2_VERSION_13 + "$m="
                + kept.cost().memoryKib() + ",t=" + kept.cost().passes() + ",p="
                + kept.cost().lanes() + "$" + encoder.encodeToString(kept.salt()) + "$"
                + encoder.encodeToString(kept.hash());
    }

    private static Optional<Kept> read(String text) {
        Matcher found = TEXT.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        Cost cost = new Cost(
                Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)), Integer.parseInt(found.group(3)));
        try {
            Base64.Decoder decoder = Base64.getDecoder();
            return Optional.of(new Kept(cost, decoder.decode(found.group(4)), decoder.decode(found.group(5))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
