package dev.dewberry.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PasswordHashTest {

    /// Written by Spring Security's encoder, as this service did at first.
    private static final String OLD =
            "$argon2id$v=19$m=64,t=2,p=1$x7qp1ZdkN4Maa7wyZC9RFw$XwSYsnAptusfZT3crafL8TlL1fh4lLSiRYTkIN6RywI";

    private final Argon2id argon2 = new Argon2id();

    @Test
    void shouldKnowTheHashesThatWereWrittenBefore() {
        PasswordHash hash = PasswordHash.parse(OLD);

        assertThat(hash.matches(Password.claimed("correct höree"), argon2)).isFalse();
        assertThat(hash.matches(Password.claimed("correct hörse"), argon2)).isTrue();
        assertThat(hash.encoded()).isEqualTo(OLD);
    }

    @Test
    void shouldMatchItsOwnPasswordAlone() {
        Argon2id.Cost cost = new Argon2id.Cost(64, 1, 1);
        String text = PasswordHash.of(Password.chosen("correct horse"), cost, new SecureRandom(), argon2)
                .encoded();

        assertThat(PasswordHash.parse(text).matches(Password.claimed("correct horse"), argon2))
                .isTrue();
        assertThat(PasswordHash.parse(text).matches(Password.claimed("wrong horse"), argon2))
                .isFalse();
        assertThat(PasswordHash.nobodys(cost, new SecureRandom()).matches(Password.claimed("correct horse"), argon2))
                .isFalse();
    }

    @Test
    void shouldNotTellItself() {
        assertThat(PasswordHash.parse(OLD).toString()).doesNotContain(OLD.substring(OLD.length() - 20));
    }

    @Test
    void shouldRefuseWhatIsNoHash() {
        assertThatThrownBy(() -> PasswordHash.parse("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PasswordHash.parse("$argon2i$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$aGFzaA"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
