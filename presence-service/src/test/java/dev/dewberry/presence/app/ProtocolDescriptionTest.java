package dev.dewberry.presence.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.dewberry.protocol.CloseCode;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrameCodec;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/// `docs/protocol/asyncapi.yaml` says what the codecs do. It stands here because every service depends
/// on the codecs, and this one is the smallest.
class ProtocolDescriptionTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static Map<String, Object> document;

    @BeforeAll
    static void read() throws IOException {
        try (Reader reader = Files.newBufferedReader(Path.of("../docs/protocol/asyncapi.yaml"))) {
            document = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
        }
    }

    @Test
    void everyFrameOfAClientIsDescribed() {
        assertThat(described("receive")).isEqualTo(names(leaves(ClientFrame.class)));
    }

    @Test
    void everyFrameOfTheServerIsDescribed() {
        Set<String> names = names(leaves(ServerFrame.class));
        // Not a frame, but what a client makes of one from the future.
        names.remove("unknown");

        assertThat(described("send")).isEqualTo(names);
    }

    @Test
    void everyExampleIsAFrame() {
        messages().forEach((key, message) -> {
            boolean client = isOfClient(key);
            for (Map<String, Object> example : list(message, "examples")) {
                String json = JSON.writeValueAsString(example.get("payload"));
                assertThatCode(() -> {
                            if (client) {
                                ClientFrameCodec.decode(json);
                            } else {
                                assertThat(ServerFrameCodec.decode(json)).isNotInstanceOf(ServerFrame.Unknown.class);
                            }
                        })
                        .as(json)
                        .doesNotThrowAnyException();
            }
        });
    }

    @Test
    void everyMessageHasAnExampleWithAllItsRequiredFields() {
        messages().forEach((key, message) -> {
            Map<String, Object> payload = map(message, "payload");
            List<Map<String, Object>> parts = payload.containsKey("allOf") ? list(payload, "allOf") : List.of(payload);
            List<Map<String, Object>> examples = list(message, "examples");
            assertThat(examples).as(key).isNotEmpty();
            for (Map<String, Object> part : parts) {
                Map<String, Object> resolved = resolve(part);
                for (Map<String, Object> example : examples) {
                    assertThat(map(example, "payload"))
                            .as(key)
                            .containsKeys(strings(resolved, "required").toArray(String[]::new));
                }
            }
        });
    }

    @Test
    void everyErrorOfASocketIsDescribed() {
        Set<String> codes = new HashSet<>(strings(schema("ErrorCode"), "enum"));
        Set<String> known = new HashSet<>();
        for (ErrorCode code : ErrorCode.values()) {
            known.add(code.wire());
        }
        known.removeAll(Set.of("bad_credentials", "registration_closed", "username_taken"));

        assertThat(codes).isEqualTo(known);
    }

    @Test
    void everyCloseCodeIsDescribed() {
        Set<String> known = new HashSet<>();
        for (CloseCode code : CloseCode.values()) {
            known.add(Integer.toString(code.code()));
        }

        assertThat(map(socket(), "x-close-codes").keySet()).isEqualTo(known);
    }

    @Test
    void theBoundsAreThoseOfTheCode() {
        Map<String, Object> text = map(schema("Text"), "properties");
        assertThat(map(text, "text")).containsEntry("maxLength", Limits.TEXT_CHARACTERS);
        assertThat(map(text, "mentions")).containsEntry("maxItems", Limits.MENTIONS);
        assertThat(schema("ClientId")).containsEntry("maxLength", Limits.ID_CHARACTERS);
        assertThat(schema("RequestId")).containsEntry("maxLength", Limits.ID_CHARACTERS);
        assertThat(map(map(schema("Group"), "properties"), "name"))
                .containsEntry("maxLength", Limits.GROUP_NAME_CHARACTERS);
        assertThat(map(map(map(messages().get("watch"), "payload"), "properties"), "users"))
                .containsEntry("maxItems", Limits.WATCHED_USERS);
        assertThat(map(socket(), "x-limits"))
                .containsEntry("clientFrameBytes", Limits.CLIENT_FRAME_BYTES)
                .containsEntry("serverFrameBytes", Limits.SERVER_FRAME_BYTES);
    }

    /// The `type`s of the frames in one direction: a client's are received by the server, everything
    /// else it sends.
    private static Set<String> described(String action) {
        Set<String> types = new HashSet<>();
        messages().forEach((key, message) -> {
            if (isOfClient(key) == action.equals("receive")) {
                types.add(typeOf(message));
            }
        });
        return types;
    }

    private static boolean isOfClient(String key) {
        String reference = "#/channels/socket/messages/" + key;
        return operations()
                .filter(operation -> "receive".equals(operation.get("action")))
                .flatMap(operation -> list(operation, "messages").stream())
                .anyMatch(message -> reference.equals(message.get("$ref")));
    }

    private static String typeOf(Map<String, Object> message) {
        Map<String, Object> payload = map(message, "payload");
        Map<String, Object> own =
                payload.containsKey("allOf") ? list(payload, "allOf").getFirst() : payload;
        return String.valueOf(map(map(own, "properties"), "type").get("const"));
    }

    private static List<Class<?>> leaves(Class<?> sealed) {
        List<Class<?>> leaves = new ArrayList<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                leaves.addAll(leaves(permitted));
            } else {
                leaves.add(permitted);
            }
        }
        return leaves;
    }

    private static Set<String> names(List<Class<?>> frames) {
        Set<String> names = new HashSet<>();
        frames.forEach(frame ->
                names.add(frame.getSimpleName().replaceFirst("Frame$", "").toLowerCase(Locale.ROOT)));
        return names;
    }

    private static Map<String, Object> resolve(Map<String, Object> schema) {
        Object reference = schema.get("$ref");
        return reference == null ? schema : schema(String.valueOf(reference).replaceFirst(".*/", ""));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> messages() {
        return (Map<String, Map<String, Object>>) map(document, "components").get("messages");
    }

    private static Stream<Map<String, Object>> operations() {
        Map<String, Object> operations = map(document, "operations");
        return operations.keySet().stream().map(name -> map(operations, name));
    }

    private static Map<String, Object> socket() {
        return map(map(document, "channels"), "socket");
    }

    private static Map<String, Object> schema(String name) {
        return map(map(map(document, "components"), "schemas"), name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> parent, String key) {
        return (Map<String, Object>) parent.get(key);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> parent, String key) {
        return (List<Map<String, Object>>) parent.get(key);
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Map<String, Object> parent, String key) {
        return (List<String>) parent.get(key);
    }
}
