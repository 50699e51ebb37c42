package dev.dewberry.protocol.json;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON in and out, for frames and bus entries: strict RFC 8259, numbers kept exactly. Thread-safe.
public final class Json {

    /// Deep enough for any honest `custom` data, shallow enough for recursion on a small stack.
    private static final int MAX_DEPTH = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Json() {}

    /// @return `null` where the text is not one JSON value
    public static @Nullable JsonNode tryRead(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return node.isMissingNode() ? null : node;
        } catch (JacksonException | NumberFormatException notJson) {
            // The latter for exponents beyond what a BigDecimal can hold.
            return null;
        }
    }

    /// Reads JSON that we wrote ourselves.
    ///
    /// @throws IllegalArgumentException where it is broken after all; the text is not part of the
    ///     message
    public static JsonNode read(String text) {
        JsonNode node = tryRead(text);
        if (node == null) {
            throw new IllegalArgumentException("not JSON, " + text.length() + " characters");
        }
        return node;
    }

    public static String write(Consumer<JsonGenerator> body) {
        StringWriter out = new StringWriter(256);
        try (JsonGenerator generator = MAPPER.createGenerator(out)) {
            body.accept(generator);
        }
        return out.toString();
    }

    /// The compact JSON of a value, as it was read.
    public static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /// The form in which two equal JSON values are equal texts: members sorted by name, numbers without
    /// their spelling.
    public static String canonical(JsonNode node) {
        return write(generator -> writeCanonical(generator, node));
    }

    private static void writeCanonical(JsonGenerator out, JsonNode node) {
        if (node.isObject()) {
            out.writeStartObject();
            for (Map.Entry<String, JsonNode> member : sorted(node).entrySet()) {
                out.writeName(member.getKey());
                writeCanonical(out, member.getValue());
            }
            out.writeEndObject();
        } else if (node.isArray()) {
            out.writeStartArray();
            for (JsonNode element : node) {
                writeCanonical(out, element);
            }
            out.writeEndArray();
        } else if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            // Not toPlainString: 1e1000000000 is a short text and a long number.
            out.writeString("#" + (number.signum() == 0 ? "0" : number.stripTrailingZeros()));
        } else if (node.isString()) {
            // Marked as well, so that the string "#1" and the number 1 differ.
            out.writeString("s" + node.stringValue());
        } else if (node.isBoolean()) {
            out.writeBoolean(node.booleanValue());
        } else {
            out.writeNull();
        }
    }

    private static Map<String, JsonNode> sorted(JsonNode object) {
        Map<String, JsonNode> members = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            members.put(member.getKey(), member.getValue());
        }
        return members;
    }
}
