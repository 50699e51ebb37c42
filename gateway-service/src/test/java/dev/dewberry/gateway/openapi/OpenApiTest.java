package dev.dewberry.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.error.Problem;
import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ProtocolException;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The published description of the calls is the one that the routes and the protocol's records give.
class OpenApiTest {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Path FOLDER = Path.of(System.getProperty("basedir", "."), "..", "docs", "protocol");
    private static final Path FILE = FOLDER.resolve("openapi-gateway.json");
    private static final String WRITE = "dewberry.openapi.write";

    private final Routes routes = Routes.ofTheGateway();
    private final String text =
            JSON.writeValueAsString(GatewayDocument.of(routes)).replace("\r\n", "\n") + "\n";
    private final Shape shape = new Shape(JSON.readTree(text));

    @Test
    void theCommittedDocumentIsTheOneOfTheRoutes() throws IOException {
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(FILE, text);
        }
        // Not compared by AssertJ, which would print both.
        assertThat(Files.readString(FILE).equals(text))
                .as("%s is what the routes say; -D%s=true on this test writes it anew", FILE.normalize(), WRITE)
                .isTrue();
    }

    @Test
    void everyTextIsAboutARoute() {
        assertThat(routes.answered()).isEqualTo(Call.ALL.keySet());
        assertThat(Call.ALL.values().stream().map(Call::id)).doesNotHaveDuplicates();
    }

    @Test
    void whatAuthServiceDescribesIsPassedOnToIt() throws IOException {
        JsonNode paths = JSON.readTree(Files.readString(FOLDER.resolve("openapi-auth.json")))
                .get("paths");
        assertThat(paths.propertyNames())
                .isNotEmpty()
                .allSatisfy(path -> assertThat(routes.passedOn())
                        .anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/")));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        JsonNode root = JSON.readTree(text);
        for (JsonNode reference : root.findValues("$ref")) {
            assertThat(root.at(reference.asString().substring(1)).isObject())
                    .as(reference.asString())
                    .isTrue();
        }
    }

    @Test
    void contentsAndEventsAreWrittenAsDescribed() {
        List<Content> contents = List.of(
                Content.Text.of("hi"),
                new Content.Text("hi", 3L, List.of(new UserId(7)), "markdown", 60L),
                new Content.Custom("poll", "{\"q\":1}"),
                new Content.Member(List.of(new UserId(7)), "invite", "member"),
                new Content.Member(List.of(new UserId(7)), "leave", null),
                new Content.Group("Choir", 2),
                new Content.Group(null, null),
                new Content.Gone("recalled"));
        for (Content content : contents) {
            String name = content.getClass().getSimpleName();
            assertThat(shape.faults(name, Json.read(content.toJson()))).isEmpty();
            for (ConversationId conversation : List.of(ConversationId.parse("d:7:9"), ConversationId.group(88))) {
                for (UserId from : new UserId[] {new UserId(7), null}) {
                    Event event = new Event(conversation, 1, "5", from, 5, content, from == null ? null : "c1");
                    String json = Json.write(out -> {
                        out.writeStartObject();
                        event.writeMembers(out);
                        out.writeEndObject();
                    });
                    assertThat(shape.faults("Event", Json.read(json))).isEmpty();
                }
            }
        }
    }

    @Test
    void whatIsRefusedIsNotDescribedAsSendable() {
        for (String json : List.of(
                "{\"kind\":\"text\"}",
                "{\"kind\":\"gone\",\"reason\":\"recalled\"}",
                "{\"kind\":\"custom\",\"name\":\"x\"}")) {
            assertThat(shape.faults("SentContent", Json.read(json))).as(json).isNotEmpty();
            assertThatThrownBy(() -> Content.ofClient(Json.read(json))).as(json).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void theProblemIsTheOneThatIsAnswered() {
        for (DewberryException error :
                List.of(DewberryException.rateLimited(Duration.ofSeconds(1)), DewberryException.notFound())) {
            assertThat(shape.faults("Problem", Json.read(Problem.of(error).toJson())))
                    .isEmpty();
        }
    }
}
