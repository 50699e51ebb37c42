package dev.dewberry.message.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.platform.error.ProblemHandler;
import dev.dewberry.protocol.bus.Command;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import reactor.core.publisher.Mono;

class AlertHookTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final List<Command.Send> sent = new CopyOnWriteArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final WebTestClient alertmanager = WebTestClient.bindToRouterFunction(new AlertHook(
                            new AlertProperties(TOKEN, "7", "g:88"),
                            send -> Mono.fromRunnable(() -> sent.add(send)),
                            Clock.systemUTC(),
                            new AlertRate(now::get))
                    .route())
            .handlerStrategies(HandlerStrategies.builder()
                    .exceptionHandler(new ProblemHandler())
                    .build())
            .build();

    private WebTestClient.ResponseSpec post(String token, String severity, int number) {
        return alertmanager
                .post()
                .uri(AlertHook.PATH)
                .headers(headers -> headers.setBearerAuth(token))
                .bodyValue("""
                        {"version":"4","alerts":[{"status":"firing","fingerprint":"%1$d",
                         "labels":{"alertname":"Odd%1$d","severity":"%2$s"},"annotations":{}}]}""".formatted(number, severity))
                .exchange();
    }

    @Test
    void sendsWhatIsPostedAsAMessageOfTheAccount() {
        post(TOKEN, "warning", 1).expectStatus().isAccepted();

        assertThat(sent).singleElement().satisfies(send -> {
            assertThat(send.conversation().toString()).isEqualTo("g:88");
            assertThat(send.content()).contains("Warning: Odd1");
        });
    }

    @Test
    void takesNothingFromWhoHasNotTheToken() {
        post(TOKEN.replace('0', '1'), "critical", 1).expectStatus().isUnauthorized();

        assertThat(sent).isEmpty();
    }

    @Test
    void aStormDoesNotFloodTheConversationNorHideWhatIsCritical() {
        for (int i = 0; i < 500; i++) {
            post(TOKEN, "warning", i);
        }
        assertThat(sent).hasSize(AlertRate.AT_ONCE - AlertRate.FOR_CRITICAL);
        post(TOKEN, "warning", 500)
                .expectStatus()
                .isEqualTo(HttpStatus.TOO_MANY_REQUESTS)
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, AlertRate.EVERY.toSeconds());

        post(TOKEN, "critical", 501).expectStatus().isAccepted();

        assertThat(sent.getLast().content()).contains("486 times some were held back", "CRITICAL: Odd501");
    }

    @Test
    void whatWasHeldBackIsToldWhereItIsPostedAgainLater() {
        for (int i = 0; i < 30; i++) {
            post(TOKEN, "warning", i);
        }
        now.addAndGet(AlertRate.EVERY.toNanos() * AlertRate.AT_ONCE);

        post(TOKEN, "warning", 29).expectStatus().isAccepted();

        assertThat(sent.getLast().content()).contains("Odd29");
    }
}
