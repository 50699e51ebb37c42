package dev.dewberry.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class PasswordHasherTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final PasswordHasher hasher =
            new PasswordHasher(new PasswordProperties(19_456, 2, 1, 2, 4), new SecureRandom(), metrics);

    @AfterEach
    void close() {
        hasher.destroy();
    }

    @Test
    void hashesByArgon2idWithTheParametersInTheHash() {
        String hash = hasher.hash(Password.chosen("correct horse")).block();

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(hasher.matches(Password.claimed("correct horse"), hash).block())
                .isTrue();
        assertThat(hasher.matches(Password.claimed("wrong horse"), hash).block())
                .isFalse();
        assertThat(hasher.hash(Password.chosen("correct horse")).block()).isNotEqualTo(hash);
    }

    @Test
    void hashesBehindEverythingElse() {
        hasher.hash(Password.chosen("correct horse")).block();

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("auth-hash-"))
                .isNotEmpty()
                .allMatch(thread -> thread.getPriority() == Thread.MIN_PRIORITY);
    }

    @Test
    void takesAsLongForNobodyAsForSomebody() {
        String hash = hasher.hash(Password.chosen("correct horse")).block();
        for (int i = 0; i < 5; i++) {
            assertThat(hasher.matches(Password.claimed("guess guess"), null).block())
                    .isFalse();
        }
        double nobody = totalMillis(
                () -> hasher.matches(Password.claimed("guess"), null).block());
        double somebody = totalMillis(
                () -> hasher.matches(Password.claimed("guess"), hash).block());

        assertThat(nobody).isBetween(somebody / 3, somebody * 3);
    }

    private double totalMillis(Runnable work) {
        double before = metrics.get("dewberry.auth.password.hash").timer().totalTime(TimeUnit.MILLISECONDS);
        for (int i = 0; i < 5; i++) {
            work.run();
        }
        return metrics.get("dewberry.auth.password.hash").timer().totalTime(TimeUnit.MILLISECONDS) - before;
    }

    @Test
    void isBusyPastItsQueue() {
        assertThatThrownBy(() -> Flux.range(0, 50)
                        .flatMap(i -> hasher.hash(Password.chosen("correct horse")), 50)
                        .blockLast())
                .isInstanceOfSatisfying(DewberryException.class, error -> {
                    assertThat(error.code()).isEqualTo(ErrorCode.BUSY);
                    assertThat(error.retryAfter()).isPositive();
                });
    }
}
