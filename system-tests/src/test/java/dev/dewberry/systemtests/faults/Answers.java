package dev.dewberry.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Many sends on one connection, and when each of them was answered.
final class Answers {

    private record Asked(String clientId, String requestId, long at) {}

    private final RawClient client;
    private final User to;
    private final int count;
    private final List<Asked> asked = new ArrayList<>();

    Answers(RawClient client, User to, int count) {
        this.client = client;
        this.to = to;
        this.count = count;
    }

    void sendAll() {
        for (int i = 0; i < count; i++) {
            String clientId = "down-" + i;
            asked.add(new Asked(clientId, client.requestText(to, clientId, clientId), System.currentTimeMillis()));
        }
    }

    void assertAllWithin(Duration limit) {
        for (Asked one : asked) {
            Frame answer = client.answerTo(one.requestId());
            assertThat(answer.receivedAt() - one.at())
                    .as("ms until the answer of %s", one.clientId())
                    .isLessThanOrEqualTo(limit.toMillis());
            if (answer.type().equals("error")) {
                assertThat(answer.text("code")).isEqualTo("busy");
                assertThat(answer.number("retryAfterMs")).isPositive();
            }
        }
    }

    void repeatUntilAcknowledged() {
        for (Asked one : asked) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> client.sendText(to, one.clientId(), one.clientId())
                            .type()
                            .equals("ack"));
        }
    }

    List<String> texts() {
        return asked.stream().map(Asked::clientId).toList();
    }
}
