package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OkHttpTransportTest {

    private final OkHttpTransport transport = new OkHttpTransport(Duration.ofSeconds(1), Duration.ofSeconds(1));

    @Test
    void failsACallWhoseTokenNoHeaderHolds() {
        var answer = transport.call(new HttpTransport.Call("GET", URI.create("http://127.0.0.1:1"), "a\nb", null));

        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void takesOnlyWholeAddresses() {
        for (String wrong : new String[] {"chat.example.org", "/api", "ftp://chat.example.org", "https:"}) {
            assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> DewberryClient.builder(wrong));
        }
    }
}
