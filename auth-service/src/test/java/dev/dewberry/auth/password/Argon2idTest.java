package dev.dewberry.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2idTest {

    private final Argon2id argon2 = new Argon2id(new Argon2id.Cost(64, 1, 1), new SecureRandom());

    @Test
    void shouldTakeTheMemoryOfAHashAgainForTheNext() {
        Argon2id usual = new Argon2id(new Argon2id.Cost(19_456, 2, 1), new SecureRandom());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        String kept = usual.encode("correct horse");

        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(usual.matches("correct horse", kept)).isTrue();
        assertThat(usual.matches("wrong horse", kept)).isFalse();

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1024 * 1024);
    }

    @Test
    void shouldMatchAfterHashesOfOtherCosts() {
        String kept = argon2.encode("correct horse");
        String larger = new Argon2id(new Argon2id.Cost(256, 2, 2), new SecureRandom()).encode("correct horse");

        assertThat(argon2.matches("correct horse", larger)).isTrue();
        assertThat(argon2.matches("correct horse", kept)).isTrue();
        assertThat(argon2.matches("wrong horse", larger)).isFalse();
    }

    @Test
    void shouldSaltEachHash() {
        assertThat(argon2.encode("correct horse")).isNotEqualTo(argon2.encode("correct horse"));
    }

    @Test
    void shouldMakeOneOfNobodyThatLooksLikeAnother() {
        assertThat(argon2.ofNobody()).hasSameSizeAs(argon2.encode("correct horse"));
        assertThat(argon2.matches("correct horse", argon2.ofNobody())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!",
                "correct horse",
                "$argon2id$v=19$m=64,t=1,p=1$x7qp1ZdkN4Maa7wyZC9RFw",
                "$argon2i$v=19$m=64,t=1,p=1$x7qp1ZdkN4Maa7wyZC9RFw$XwSYsnAptusfZT3crafL8TlL1fh4lLSiRYTkIN6RywI",
                "$argon2id$v=19$m=99999999999,t=1,p=1$x7qp1ZdkN4Maa7wyZC9RFw$XwSYsnAptusfZT3crafL8TlL1fh4lLSiRYTkIN6RywI",
                "$argon2id$v=19$m=64,t=1,p=1$x$XwSYsnAptusfZT3crafL8TlL1fh4lLSiRYTkIN6RywI",
            })
    void shouldMatchNoPasswordWhereTheTextIsNoHash(String text) {
        assertThat(argon2.matches("correct horse", text)).isFalse();
    }
}
