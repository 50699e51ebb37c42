package dev.dewberry.systemtests.traffic;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// An event as the history shows it.
///
/// @param text empty where it is no text
public record LogEntry(long seq, String event, String from, long at, String text) {

    /// The whole log, by a connection of its own.
    public static List<LogEntry> read(String gateway, User user, ConversationId conversation) {
        List<LogEntry> log = new ArrayList<>();
        try (RawClient client = RawClient.welcomed(gateway, user)) {
            boolean more = true;
            while (more) {
                long after = log.isEmpty() ? 0 : log.getLast().seq();
                Frame page = page(
                        client,
                        "{\"type\":\"history\",\"conversation\":\"" + conversation + "\",\"after\":" + after
                                + ",\"limit\":200}");
                page.json().path("events").forEach(event -> log.add(of(event)));
                more = page.json().path("more").asBoolean();
            }
        }
        return log;
    }

    /// As a client does, asks again where the answer is `busy`: the fault may just be over.
    private static Frame page(RawClient client, String request) {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(10))
                .until(() -> client.ask(request), page -> page.type().equals("events"));
    }

    private static LogEntry of(JsonNode event) {
        return new LogEntry(
                event.path("seq").asLong(),
                event.path("event").asString(),
                event.path("from").asString(),
                event.path("at").asLong(),
                event.path("content").path("text").asString(""));
    }
}
