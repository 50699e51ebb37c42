package dev.dewberry.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void givenValuesWinOverDefaults() {
        Options options = Options.parse("--users", "10", "--bare", "--target", "http://127.0.0.1:8080");

        assertThat(options.count("users", 4000)).isEqualTo(10);
        assertThat(options.number("rate", 400)).isEqualTo(400);
        assertThat(options.flag("bare")).isTrue();
        assertThat(options.flag("publish")).isFalse();
        assertThat(options.target()).hasPort(8080);
    }

    @Test
    void whatWasGivenIsToldFromWhatWasNot() {
        Options options = Options.parse("--tls", "--fsync-ms", "10");

        assertThat(options.given("tls")).isTrue();
        assertThat(options.given("fsync-ms")).isTrue();
        assertThat(options.given("aes")).isFalse();
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> Options.parse("--usres", "10"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("--usres");
        assertThatThrownBy(() -> Options.parse("--users")).isInstanceOf(BenchException.class);
        assertThatThrownBy(() -> Options.parse("--users", "many"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("many");
        assertThatThrownBy(() -> Options.parse("--rate", "-1")).isInstanceOf(BenchException.class);
    }

    @Test
    void thePasswordStaysOutOfTheReport() {
        assertThat(Options.parse("--password", "secret", "--users", "1").inEffect())
                .containsOnlyKeys("users");
    }

    @Test
    void theReportNamesTheDefaultsThatWereTaken() {
        Options options = Options.parse("--users", "10");
        double unused = options.number("rate", 400);

        assertThat(options.inEffect()).containsEntry("users", "10").containsEntry("rate", "400");
    }
}
