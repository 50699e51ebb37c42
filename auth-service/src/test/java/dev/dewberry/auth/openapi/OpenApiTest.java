package dev.dewberry.auth.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.error.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The published description of the calls is the one that the controllers give.
class OpenApiTest {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Path FILE =
            Path.of(System.getProperty("basedir", "."), "..", "docs", "protocol", "openapi-auth.json");
    private static final String WRITE = "dewberry.openapi.write";

    private final AuthDocument document = new AuthDocument();
    private final String text = JSON.writeValueAsString(document.make()).replace("\r\n", "\n") + "\n";

    @Test
    void theCommittedDocumentIsTheOneOfTheControllers() throws IOException {
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(FILE, text);
        }
        // Not compared by AssertJ, which would print both.
        assertThat(Files.readString(FILE).equals(text))
                .as("%s is what the controllers say; -D%s=true on this test writes it anew", FILE.normalize(), WRITE)
                .isTrue();
    }

    @Test
    void everyTextIsAboutSomethingThatIsThere() {
        assertThat(document.unusedTexts()).isEmpty();
        assertThat(Handler.all().stream().map(Handler::name).collect(Collectors.toSet()))
                .isEqualTo(OperationText.ALL.keySet());
        assertThat(OperationText.ALL.values().stream().map(OperationText::id)).doesNotHaveDuplicates();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        JsonNode root = JSON.readTree(text);
        List<JsonNode> references = root.findValues("$ref");
        assertThat(references).isNotEmpty();
        for (JsonNode reference : references) {
            assertThat(root.at(reference.asString().substring(1)).isObject())
                    .as(reference.asString())
                    .isTrue();
        }
    }

    @Test
    void theProblemIsTheOneThatIsAnswered() {
        JsonNode schema = JSON.readTree(text).at("/components/schemas/Problem");
        JsonNode late = JSON.readTree(
                Problem.of(DewberryException.rateLimited(Duration.ofSeconds(1))).toJson());
        JsonNode missing =
                JSON.readTree(Problem.of(DewberryException.notFound()).toJson());
        assertThat(late.propertyNames())
                .containsExactlyInAnyOrderElementsOf(schema.get("properties").propertyNames());
        assertThat(missing.propertyNames())
                .containsExactlyInAnyOrderElementsOf(schema.get("required")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList());
    }
}
