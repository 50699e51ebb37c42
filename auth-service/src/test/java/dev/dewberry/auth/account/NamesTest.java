package dev.dewberry.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.platform.error.DewberryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"ann", "a.b", "x_y-z", "0123", "12345678901234567890123456789012"})
    void takesGoodUsernames(String name) {
        assertThat(Username.parse(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "a b", "änn", "ann@home", "123456789012345678901234567890123", "ann\n"})
    void refusesOtherUsernames(String name) {
        assertThatThrownBy(() -> Username.parse(name)).isInstanceOf(DewberryException.class);
    }

    @Test
    void lowersUsernames() {
        assertThat(Username.parse("ANN").value()).isEqualTo("ann");
    }

    @Test
    void countsCodePoints() {
        assertThat(Names.displayName("😀".repeat(100))).hasSize(200);
        assertThatThrownBy(() -> Names.displayName("😀".repeat(101))).isInstanceOf(DewberryException.class);
        assertThatThrownBy(() -> Names.externalId("")).isInstanceOf(DewberryException.class);
        assertThat(Names.externalId("x".repeat(128))).hasSize(128);
    }

    @Test
    void refusesControlCharactersAndHalfCharacters() {
        assertThatThrownBy(() -> Names.displayName("a\u0000b")).isInstanceOf(DewberryException.class);
        assertThatThrownBy(() -> Names.displayName("a\uD83D")).isInstanceOf(DewberryException.class);
    }

    @Test
    void searchesWithoutRegardToCaseAndWidth() {
        assertThat(Names.searchable("Ａnn LEE")).isEqualTo("ann lee");
    }

    @Test
    void keepsWhatIsSearchedWithinItsColumn() {
        assertThat(Names.searchable("\uFDFA".repeat(100)).codePoints()).hasSize(100);
    }
}
