package dev.dewberry.systemtests.traffic;

import static org.awaitility.Awaitility.await;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.systemtests.cluster.Rest;
import dev.dewberry.systemtests.cluster.User;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// A group made as a client makes one: where the outcome is not known (503 `busy`), it is asked for again under the
/// same `clientId`, so that a fault of the test before costs a second and not the test.
public final class NewGroup {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private NewGroup() {}

    public static ConversationId of(String gateway, User owner, List<User> members) {
        String ids = members.stream().map(user -> "\"" + user.id() + "\"").collect(Collectors.joining(","));
        String body = "{\"name\":\"all\",\"members\":[%s],\"clientId\":\"%s\"}".formatted(ids, UUID.randomUUID());
        Rest rest = new Rest(gateway);
        Rest.Answer made = await("a group is made")
                .pollInterval(Duration.ofSeconds(1))
                .pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .until(() -> rest.post("/groups", owner.token(), body), answer -> answer.status() != 503);
        if (made.status() != 201) {
            throw new IllegalStateException("making a group: " + made.body());
        }
        return ConversationId.parse(made.text("conversation"));
    }
}
