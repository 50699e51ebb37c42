package dev.dewberry.protocol.bus;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Committed records as compact JSON. Unknown fields are ignored.
public final class CommittedCodec {

    private CommittedCodec() {}

    public static String encode(Committed committed) {
        return BusJson.record(type(committed), out -> {
            out.writeStringProperty("conversation", committed.conversation().toString());
            writeFields(out, committed);
        });
    }

    private static String type(Committed committed) {
        if (committed instanceof Committed.Event) {
            return "event";
        } else if (committed instanceof Committed.Duplicate) {
            return "duplicate";
        } else if (committed instanceof Committed.Refused) {
            return "refused";
        } else if (committed instanceof Committed.Unchanged) {
            return "unchanged";
        }
        return "marked";
    }

    private static void writeFields(JsonGenerator out, Committed committed) {
        if (committed instanceof Committed.Event event) {
            writeEvent(out, event);
        } else if (committed instanceof Committed.Duplicate duplicate) {
            BusJson.writeOrigin(out, duplicate.origin());
            out.writeNumberProperty("seq", duplicate.seq());
            out.writeStringProperty("event", duplicate.event());
            out.writeNumberProperty("at", duplicate.at());
        } else if (committed instanceof Committed.Refused refused) {
            BusJson.writeOrigin(out, refused.origin());
            out.writeStringProperty("code", refused.code().wire());
            out.writeStringProperty("message", refused.message());
        } else if (committed instanceof Committed.Unchanged unchanged) {
            BusJson.writeOrigin(out, unchanged.origin());
        } else if (committed instanceof Committed.Marked marked) {
            out.writeNumberProperty("version", marked.version());
            out.writeNumberProperty("user", marked.user().value());
            out.writeNumberProperty("delivered", marked.delivered());
            out.writeNumberProperty("read", marked.read());
        }
    }

    static void writeEvent(JsonGenerator out, Committed.Event event) {
        BusJson.writeOrigin(out, event.origin());
        out.writeNumberProperty("seq", event.seq());
        out.writeStringProperty("event", event.event());
        if (event.from() != null) {
            out.writeNumberProperty("from", event.from().value());
        }
        out.writeNumberProperty("at", event.at());
        out.writeStringProperty("content", event.content());
        if (event.clientId() != null) {
            out.writeStringProperty("clientId", event.clientId());
        }
        out.writeNumberProperty("version", event.version());
        BusJson.writeUsers(out, "joined", event.joined());
        BusJson.writeUsers(out, "left", event.left());
    }

    static Committed.Event readEvent(Fields fields) {
        return new Committed.Event(
                BusJson.optionalOrigin(fields),
                fields.conversation("conversation"),
                fields.seq("seq"),
                fields.text("event"),
                optionalNumericUser(fields, "from"),
                fields.number("at"),
                fields.text("content"),
                fields.optionalText("clientId"),
                fields.number("version"),
                BusJson.users(fields, "joined"),
                BusJson.users(fields, "left"));
    }

    private static @Nullable UserId optionalNumericUser(Fields fields, String name) {
        Long user = fields.optionalNumber(name, 1, Long.MAX_VALUE);
        return user == null ? null : new UserId(user);
    }

    public static Committed decode(String json) {
        Fields fields = BusJson.fields(json);
        var conversation = fields.conversation("conversation");
        String type = fields.text("t");
        return switch (type) {
            case "event" -> readEvent(fields);
            case "duplicate" ->
                new Committed.Duplicate(
                        BusJson.origin(fields),
                        conversation,
                        fields.seq("seq"),
                        fields.text("event"),
                        fields.number("at"));
            case "refused" ->
                new Committed.Refused(
                        BusJson.origin(fields), conversation, BusJson.code(fields), fields.text("message"));
            case "unchanged" -> new Committed.Unchanged(BusJson.origin(fields), conversation);
            case "marked" ->
                new Committed.Marked(
                        conversation,
                        fields.number("version"),
                        new UserId(fields.number("user")),
                        fields.number("delivered"),
                        fields.number("read"));
            default -> throw new IllegalArgumentException("unknown committed record " + type);
        };
    }
}
