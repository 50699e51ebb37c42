package dev.dewberry.protocol;

import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// What an event says. [#ofClient] reads what a client may send, [#ofServer] what a server may deliver.
/// The kinds `media`, `edit`, `recall`, `reaction`, `pin` and `encrypted` are named in the protocol and
/// not accepted yet.
public sealed interface Content {

    /// The kinds that, from others, count as unread.
    Set<String> UNREAD_KINDS = Set.of("text", "media", "custom", "encrypted");

    String kind();

    void writeFields(JsonGenerator out);

    /// Compact JSON, `kind` first, known fields in a fixed order.
    default String toJson() {
        return Json.write(out -> write(out));
    }

    default void write(JsonGenerator out) {
        out.writeStartObject();
        out.writeStringProperty("kind", kind());
        writeFields(out);
        out.writeEndObject();
    }

    /// Equal for contents that are equal as JSON values; what `conflict` is decided by.
    default String canonical() {
        return Json.canonical(Json.read(toJson()));
    }

    record Text(
            String text,
            @Nullable Long replyTo,
            List<UserId> mentions,
            @Nullable String format,
            @Nullable Long expiresIn)
            implements Content {

        public static Text of(String text) {
            return new Text(text, null, List.of(), null, null);
        }

        @Override
        public String kind() {
            return "text";
        }

        @Override
        public void writeFields(JsonGenerator out) {
            out.writeStringProperty("text", text);
            if (replyTo != null) {
                out.writeNumberProperty("replyTo", replyTo);
            }
            if (!mentions.isEmpty()) {
                writeUsers(out, "mentions", mentions);
            }
            if (format != null) {
                out.writeStringProperty("format", format);
            }
            if (expiresIn != null) {
                out.writeNumberProperty("expiresIn", expiresIn);
            }
        }
    }

    /// @param data compact JSON of an object
    record Custom(String name, String data) implements Content {
        @Override
        public String kind() {
            return "custom";
        }

        @Override
        public void writeFields(JsonGenerator out) {
            out.writeStringProperty("name", name);
            out.writeName("data");
            out.writeRawValue(data);
        }
    }

    /// @param change `join`, `invite`, `leave`, `remove` or `role`
    record Member(
            List<UserId> users, String change, @Nullable String role) implements Content {
        @Override
        public String kind() {
            return "member";
        }

        @Override
        public void writeFields(JsonGenerator out) {
            writeUsers(out, "users", users);
            out.writeStringProperty("change", change);
            if (role != null) {
                out.writeStringProperty("role", role);
            }
        }
    }

    record Group(@Nullable String name, @Nullable Integer memberCount) implements Content {
        @Override
        public String kind() {
            return "group";
        }

        @Override
        public void writeFields(JsonGenerator out) {
            if (name != null) {
                out.writeStringProperty("name", name);
            }
            if (memberCount != null) {
                out.writeNumberProperty("memberCount", memberCount);
            }
        }
    }

    /// @param reason `recalled`, `expired` or `erased`
    record Gone(String reason) implements Content {
        @Override
        public String kind() {
            return "gone";
        }

        @Override
        public void writeFields(JsonGenerator out) {
            out.writeStringProperty("reason", reason);
        }
    }

    /// A kind that this version does not know: clients show a placeholder, the rest of the log stays
    /// readable.
    record Unknown(String kind, String json) implements Content {
        @Override
        public void writeFields(JsonGenerator out) {
            for (var member : Json.read(json).properties()) {
                if (!member.getKey().equals("kind")) {
                    out.writeName(member.getKey());
                    out.writeRawValue(Json.write(member.getValue()));
                }
            }
        }
    }

    /// Reads and checks what a client wants to send.
    ///
    /// @throws ProtocolException `bad_frame`, `unsupported` or `too_large`
    static Content ofClient(JsonNode node) {
        if (!node.isObject()) {
            throw Fields.bad("content", "is not an object");
        }
        Fields fields = new Fields(node);
        String kind = fields.text("kind");
        return switch (kind) {
            case "text" -> text(fields);
            case "custom" -> custom(fields);
            default -> throw new ProtocolException(ErrorCode.UNSUPPORTED, "this kind of content is not accepted");
        };
    }

    /// Reads what a server delivered, newer kinds included. A known kind in a newer shape is unknown as
    /// well: one such event must not make the rest of its page unreadable.
    ///
    /// @throws ProtocolException `bad_frame` where there is no `kind`
    static Content ofServer(JsonNode node) {
        Fields fields = new Fields(node);
        String kind = fields.text("kind");
        try {
            return known(kind, fields);
        } catch (ProtocolException newer) {
            return new Unknown(kind, Json.write(node));
        }
    }

    private static Content known(String kind, Fields fields) {
        return switch (kind) {
            case "text" ->
                new Text(
                        fields.text("text"),
                        fields.optionalNumber("replyTo", 0, Limits.MAX_NUMBER),
                        orEmpty(fields.optionalUsers("mentions", Integer.MAX_VALUE)),
                        fields.optionalText("format"),
                        fields.optionalNumber("expiresIn", 0, Limits.MAX_NUMBER));
            case "custom" ->
                new Custom(fields.text("name"), Json.write(fields.object("data").object()));
            case "member" ->
                new Member(
                        fields.users("users", Integer.MAX_VALUE), fields.text("change"), fields.optionalText("role"));
            case "group" -> {
                Long count = fields.optionalNumber("memberCount", 0, Integer.MAX_VALUE);
                yield new Group(fields.optionalText("name"), count == null ? null : count.intValue());
            }
            case "gone" -> new Gone(fields.text("reason"));
            default -> new Unknown(kind, Json.write(fields.object()));
        };
    }

    private static Text text(Fields fields) {
        String text = fields.text("text", 1, Integer.MAX_VALUE);
        if (text.codePointCount(0, text.length()) > Limits.TEXT_CHARACTERS) {
            throw new ProtocolException(
                    ErrorCode.TOO_LARGE, "a text has at most " + Limits.TEXT_CHARACTERS + " characters");
        }
        String format = fields.optionalText("format");
        if (format != null && !format.equals("plain") && !format.equals("markdown")) {
            throw Fields.bad("format", "is neither plain nor markdown");
        }
        return new Text(
                text,
                fields.optionalNumber("replyTo", 1, Limits.MAX_NUMBER),
                orEmpty(fields.optionalUsers("mentions", Limits.MENTIONS)),
                format,
                fields.optionalNumber("expiresIn", 1, Limits.MAX_NUMBER / 1000));
    }

    private static Custom custom(Fields fields) {
        String data = Json.write(fields.object("data").object());
        if (data.getBytes(StandardCharsets.UTF_8).length > Limits.CUSTOM_BYTES) {
            throw new ProtocolException(ErrorCode.TOO_LARGE, "data has at most " + Limits.CUSTOM_BYTES + " bytes");
        }
        return new Custom(fields.text("name", 1, 64), data);
    }

    private static List<UserId> orEmpty(@Nullable List<UserId> users) {
        return users == null ? List.of() : users;
    }

    private static void writeUsers(JsonGenerator out, String name, List<UserId> users) {
        out.writeArrayPropertyStart(name);
        for (UserId user : users) {
            out.writeString(user.toString());
        }
        out.writeEndArray();
    }
}
