package dev.dewberry.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Hashes outlive releases: what any release has written must be known by all that follow.
class StoredHashTest {

    private static final String OLD =
            "$argon2id$v=19$m=64,t=2,p=1$x7qp1ZdkN4Maa7wyZC9RFw$XwSYsnAptusfZT3crafL8TlL1fh4lLSiRYTkIN6RywI";

    private final PasswordHasher hasher =
            new PasswordHasher(new PasswordProperties(64, 1, 1, 1, 4), new SecureRandom(), new SimpleMeterRegistry());

    @AfterEach
    void stop() {
        hasher.destroy();
    }

    @Test
    void shouldKnowAHashOfOtherParametersThatWasWrittenBefore() {
        assertThat(matches("correct hörse", OLD)).isTrue();
        assertThat(matches("correct höree", OLD)).isFalse();
    }

    @Test
    void shouldMatchItsOwnPasswordAlone() {
        String hash = hasher.hash(Password.chosen("correct horse")).block();
        assertThat(hash).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
        assertThat(matches("correct horse", hash)).isTrue();
        assertThat(matches("wrong horse", hash)).isFalse();
    }

    @Test
    void shouldMatchNothingWhereThereIsNoHash() {
        assertThat(matches("correct horse", null)).isFalse();
    }

    private boolean matches(String password, @Nullable String hash) {
        return Boolean.TRUE.equals(
                hasher.matches(Password.claimed(password), hash).block());
    }
}
