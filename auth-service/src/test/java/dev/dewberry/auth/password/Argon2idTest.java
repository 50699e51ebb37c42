package dev.dewberry.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;

class Argon2idTest {

    private static final int CASES = 200;

    private final Argon2id argon2 = new Argon2id();

    @Test
    void shouldGiveWhatAnotherImplementationGives() {
        Random random = new Random(9106);
        for (int i = 0; i < CASES; i++) {
            int lanes = 1 + random.nextInt(4);
            // One array serves costs that rise and fall.
            Argon2id.Cost cost = new Argon2id.Cost(8 * lanes + random.nextInt(600), 1 + random.nextInt(4), lanes);
            byte[] password = bytes(random, random.nextInt(80));
            byte[] salt = bytes(random, 8 + random.nextInt(30));
            int length = 4 + random.nextInt(200);

            assertThat(argon2.hash(password, salt, cost, length))
                    .as("%s, length %d", cost, length)
                    .isEqualTo(byBouncyCastle(password, salt, cost, length));
        }
    }

    @Test
    void shouldGiveWhatAnotherImplementationGivesAtTheCostInUse() {
        Argon2id.Cost cost = new Argon2id.Cost(19_456, 2, 1);
        byte[] password = "correct horse battery staple".getBytes();
        byte[] salt = bytes(new Random(1), 16);

        assertThat(argon2.hash(password, salt, cost, 32)).isEqualTo(byBouncyCastle(password, salt, cost, 32));
    }

    @Test
    void shouldNotDependOnWhatItHashedBefore() {
        Argon2id.Cost cost = new Argon2id.Cost(64, 2, 1);
        byte[] salt = new byte[16];
        byte[] first = argon2.hash(new byte[] {1}, salt, cost, 32);

        argon2.hash(new byte[] {2}, salt, new Argon2id.Cost(640, 3, 2), 32);

        assertThat(argon2.hash(new byte[] {1}, salt, cost, 32)).isEqualTo(first);
        argon2.wipe();
        assertThat(argon2.hash(new byte[] {1}, salt, cost, 32)).isEqualTo(first);
    }

    @Test
    void shouldRefuseACostThatCannotBe() {
        assertThatThrownBy(() -> new Argon2id.Cost(7, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Argon2id.Cost(64, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Argon2id.Cost(Integer.MAX_VALUE, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] byBouncyCastle(byte[] password, byte[] salt, Argon2id.Cost cost, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.m())
                .withIterations(cost.t())
                .withParallelism(cost.p())
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password, hash);
        return hash;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
