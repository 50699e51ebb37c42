package dev.dewberry.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.platform.error.DewberryException;
import org.junit.jupiter.api.Test;

class PasswordTest {

    @Test
    void hasBetween8And256Characters() {
        assertThat(Password.chosen("12345678").text()).isEqualTo("12345678");
        assertThat(Password.chosen("😀".repeat(256)).text()).hasSize(512);
        assertThatThrownBy(() -> Password.chosen("1234567")).isInstanceOf(DewberryException.class);
        assertThatThrownBy(() -> Password.chosen("x".repeat(257))).isInstanceOf(DewberryException.class);
    }

    @Test
    void isTheSameHoweverItsLettersAreComposed() {
        assertThat(Password.claimed("pa\u0308sswort").text())
                .isEqualTo(Password.chosen("p\u00e4sswort").text());
    }

    @Test
    void isCutWhereNobodyCanHaveChosenIt() {
        assertThat(Password.claimed("x".repeat(100_000)).text()).hasSizeLessThan(600);
    }

    @Test
    void doesNotShowItself() {
        assertThat(Password.chosen("12345678").toString()).doesNotContain("1");
    }
}
