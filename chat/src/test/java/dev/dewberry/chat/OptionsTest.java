package dev.dewberry.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void takesTheServerFromThePortOfTheEnvironment() {
        assertThat(Options.parse(new String[0], Map.of()).url()).isEqualTo("http://127.0.0.1:8080");
        assertThat(Options.parse(new String[0], Map.of("DEWBERRY_PORT", "9000")).url())
                .isEqualTo("http://127.0.0.1:9000");
    }

    @Test
    void readsUserAndServer() {
        Options options = Options.parse(
                new String[] {"--server", "http://pi:8080", "--user", "ann"}, Map.of("DEWBERRY_PASSWORD", "secret"));

        assertThat(options.user()).isEqualTo("ann");
        assertThat(options.url()).isEqualTo("http://pi:8080");
        assertThat(options.password()).isEqualTo("secret");
        assertThat(options.toString()).doesNotContain("secret");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Options.parse(new String[] {"--loud"}, Map.of()))
                .hasMessage("Unknown option --loud");
        assertThatThrownBy(() -> Options.parse(new String[] {"--user"}, Map.of()))
                .hasMessage("--user needs a value");
    }
}
