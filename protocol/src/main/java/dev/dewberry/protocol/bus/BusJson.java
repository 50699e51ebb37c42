package dev.dewberry.protocol.bus;

import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// What the codecs of bus records share.
final class BusJson {

    private BusJson() {}

    static String record(String type, Consumer<JsonGenerator> body) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("t", type);
            body.accept(out);
            out.writeEndObject();
        });
    }

    static Fields fields(String json) {
        return new Fields(Json.read(json));
    }

    static void writeOrigin(JsonGenerator out, @Nullable Origin origin) {
        if (origin != null) {
            out.writeArrayPropertyStart("origin");
            out.writeString(origin.gateway());
            out.writeNumber(origin.connection());
            out.writeNumber(origin.request());
            out.writeEndArray();
        }
    }

    static @Nullable Origin optionalOrigin(Fields fields) {
        JsonNode node = fields.node("origin");
        return node == null
                ? null
                : new Origin(
                        node.get(0).stringValue(),
                        node.get(1).longValue(),
                        node.get(2).longValue());
    }

    static Origin origin(Fields fields) {
        Origin origin = optionalOrigin(fields);
        if (origin == null) {
            throw Fields.bad("origin", "is missing");
        }
        return origin;
    }

    static void writeUsers(JsonGenerator out, String name, List<UserId> users) {
        if (!users.isEmpty()) {
            out.writeArrayPropertyStart(name);
            for (UserId user : users) {
                out.writeNumber(user.value());
            }
            out.writeEndArray();
        }
    }

    static List<UserId> users(Fields fields, String name) {
        JsonNode node = fields.node(name);
        if (node == null) {
            return List.of();
        }
        List<UserId> users = new ArrayList<>(node.size());
        for (JsonNode user : node) {
            users.add(new UserId(user.longValue()));
        }
        return List.copyOf(users);
    }

    static void writeNumbers(JsonGenerator out, String name, long[] numbers) {
        out.writeArrayPropertyStart(name);
        for (long number : numbers) {
            out.writeNumber(number);
        }
        out.writeEndArray();
    }

    static long[] numbers(Fields fields, String name) {
        JsonNode node = fields.node(name);
        if (node == null) {
            return new long[0];
        }
        long[] numbers = new long[node.size()];
        int i = 0;
        for (JsonNode number : node) {
            numbers[i++] = number.longValue();
        }
        return numbers;
    }

    static ErrorCode code(Fields fields) {
        ErrorCode code = ErrorCode.ofWire(fields.text("code"));
        return code == null ? ErrorCode.INTERNAL : code;
    }
}
