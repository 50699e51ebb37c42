package dev.dewberry.protocol.frame;

import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// Server frames from and to compact JSON, `type` first. Thread-safe. Unknown fields and types are
/// ignored.
public final class ServerFrameCodec {

    private ServerFrameCodec() {}

    /// @throws dev.dewberry.protocol.ProtocolException where the text is not a server's frame
    public static ServerFrame decode(String text) {
        JsonNode node = Json.tryRead(text);
        if (node == null || !node.isObject()) {
            throw BadFrame.malformed("a frame is one JSON object");
        }
        Fields fields = new Fields(node);
        String type = fields.text("type");
        return switch (type) {
            case "welcome" -> welcome(fields);
            case "ack" ->
                new ServerFrame.Ack(
                        fields.text("id"),
                        fields.conversation("conversation"),
                        fields.seq("seq"),
                        fields.text("event"),
                        fields.number("at"),
                        fields.flag("duplicate", false));
            case "event" -> new ServerFrame.EventFrame(Event.read(node));
            case "mark" ->
                new ServerFrame.Mark(
                        fields.conversation("conversation"),
                        fields.user("user"),
                        fields.seq("delivered"),
                        fields.seq("read"));
            case "typing" ->
                new ServerFrame.Typing(fields.conversation("conversation"), fields.user("user"), fields.flag("on"));
            case "presence" ->
                new ServerFrame.Presence(
                        fields.optionalText("id"), list(fields.node("items"), ServerFrameCodec::presenceItem));
            case "conversations" ->
                new ServerFrame.Conversations(
                        fields.text("id"),
                        list(fields.node("items"), ServerFrameCodec::conversationItem),
                        fields.optionalText("cursor"),
                        fields.flag("more", false));
            case "events" ->
                new ServerFrame.Events(
                        fields.text("id"),
                        fields.conversation("conversation"),
                        list(fields.node("events"), Event::read),
                        fields.flag("more", false),
                        fields.optionalNumber("firstSeq", 0, Long.MAX_VALUE));
            case "error" -> {
                String message = fields.optionalText("message");
                yield new ServerFrame.Error(
                        fields.optionalText("id"),
                        ErrorCode.ofWire(fields.text("code")),
                        message == null ? "" : message,
                        fields.optionalNumber("retryAfterMs", 0, Long.MAX_VALUE));
            }
            case "resync" ->
                new ServerFrame.Resync(fields.has("conversation") ? fields.conversation("conversation") : null);
            case "goaway" -> goaway(fields);
            case "pong" -> new ServerFrame.Pong(fields.optionalText("id"), fields.number("time"));
            default -> new ServerFrame.Unknown(type);
        };
    }

    private static ServerFrame.Welcome welcome(Fields fields) {
        Fields user = fields.object("user");
        Fields limits = fields.object("limits");
        return new ServerFrame.Welcome(
                fields.text("id"),
                user.user("id"),
                user.text("username"),
                fields.text("device"),
                fields.text("session"),
                fields.text("epoch"),
                fields.number("time"),
                (int) fields.number("heartbeatSeconds", 1, Integer.MAX_VALUE),
                (int) limits.number("frameBytes", 1, Integer.MAX_VALUE),
                (int) limits.number("sendsPerSecond", 1, Integer.MAX_VALUE));
    }

    private static ServerFrame.Goaway goaway(Fields fields) {
        String reason = fields.optionalText("reason");
        return new ServerFrame.Goaway(reason == null ? "drain" : reason, retryAfter(fields, 0), retryAfter(fields, 1));
    }

    private static long retryAfter(Fields fields, int index) {
        JsonNode range = fields.node("retryAfterMs");
        return range != null && range.isArray() && range.size() == 2
                ? range.get(index).asLong(0)
                : 0;
    }

    public static PresenceItem presenceItem(JsonNode node) {
        Fields fields = new Fields(node);
        return new PresenceItem(
                fields.user("user"),
                fields.text("status"),
                fields.optionalNumber("lastSeen", 0, Long.MAX_VALUE),
                fields.optionalText("text"));
    }

    private static ConversationItem conversationItem(JsonNode node) {
        Fields fields = new Fields(node);
        if (fields.flag("left", false)) {
            return new ConversationItem(
                    fields.conversation("conversation"), "", null, 0, 0, 0, 0, List.of(), List.of(), null, true);
        }
        return new ConversationItem(
                fields.conversation("conversation"),
                fields.text("kind"),
                fields.optionalText("name"),
                fields.seq("headSeq"),
                fields.seq("readSeq"),
                fields.seq("deliveredSeq"),
                fields.number("unread"),
                list(fields.node("marks"), ServerFrameCodec::memberMark),
                list(fields.node("events"), Event::read),
                fields.optionalNumber("firstSeq", 0, Long.MAX_VALUE),
                false);
    }

    private static ConversationItem.MemberMark memberMark(JsonNode node) {
        Fields fields = new Fields(node);
        return new ConversationItem.MemberMark(fields.user("user"), fields.seq("delivered"), fields.seq("read"));
    }

    private static <T> List<T> list(@Nullable JsonNode array, Function<JsonNode, T> element) {
        if (array == null) {
            return List.of();
        }
        List<T> list = new ArrayList<>(array.size());
        for (JsonNode node : array) {
            list.add(element.apply(node));
        }
        return List.copyOf(list);
    }

    public static String welcome(ServerFrame.Welcome frame) {
        return object("welcome", frame.id(), out -> {
            out.writeObjectPropertyStart("user");
            out.writeStringProperty("id", frame.user().toString());
            out.writeStringProperty("username", frame.username());
            out.writeEndObject();
            out.writeStringProperty("device", frame.device());
            out.writeStringProperty("session", frame.session());
            out.writeStringProperty("epoch", frame.epoch());
            out.writeNumberProperty("time", frame.time());
            out.writeNumberProperty("heartbeatSeconds", frame.heartbeatSeconds());
            out.writeObjectPropertyStart("limits");
            out.writeNumberProperty("frameBytes", frame.frameBytes());
            out.writeNumberProperty("sendsPerSecond", frame.sendsPerSecond());
            out.writeEndObject();
        });
    }

    public static String ack(ServerFrame.Ack frame) {
        return object("ack", frame.id(), out -> {
            out.writeStringProperty("conversation", frame.conversation().toString());
            out.writeNumberProperty("seq", frame.seq());
            out.writeStringProperty("event", frame.event());
            out.writeNumberProperty("at", frame.at());
            if (frame.duplicate()) {
                out.writeBooleanProperty("duplicate", true);
            }
        });
    }

    public static String event(Event event) {
        return object("event", null, event::writeMembers);
    }

    public static String mark(ServerFrame.Mark frame) {
        return object("mark", null, out -> {
            out.writeStringProperty("conversation", frame.conversation().toString());
            out.writeStringProperty("user", frame.user().toString());
            out.writeNumberProperty("delivered", frame.delivered());
            out.writeNumberProperty("read", frame.read());
        });
    }

    public static String typing(ServerFrame.Typing frame) {
        return object("typing", null, out -> {
            out.writeStringProperty("conversation", frame.conversation().toString());
            out.writeStringProperty("user", frame.user().toString());
            out.writeBooleanProperty("on", frame.on());
        });
    }

    public static String presence(ServerFrame.Presence frame) {
        return object("presence", frame.id(), out -> {
            out.writeArrayPropertyStart("items");
            frame.items().forEach(item -> writePresenceItem(out, item));
            out.writeEndArray();
        });
    }

    public static void writePresenceItem(JsonGenerator out, PresenceItem item) {
        out.writeStartObject();
        out.writeStringProperty("user", item.user().toString());
        out.writeStringProperty("status", item.status());
        if (item.lastSeen() == null) {
            out.writeNullProperty("lastSeen");
        } else {
            out.writeNumberProperty("lastSeen", item.lastSeen());
        }
        if (item.text() != null) {
            out.writeStringProperty("text", item.text());
        }
        out.writeEndObject();
    }

    public static String error(@Nullable String id, ErrorCode code, String message, @Nullable Long retryAfterMs) {
        return object("error", id, out -> {
            out.writeStringProperty("code", code.wire());
            out.writeStringProperty("message", message);
            if (retryAfterMs != null) {
                out.writeNumberProperty("retryAfterMs", retryAfterMs);
            }
        });
    }

    public static String resync(ServerFrame.Resync frame) {
        return object("resync", null, out -> {
            if (frame.conversation() != null) {
                out.writeStringProperty("conversation", frame.conversation().toString());
            }
        });
    }

    public static String goaway(ServerFrame.Goaway frame) {
        return object("goaway", null, out -> {
            out.writeStringProperty("reason", frame.reason());
            out.writeArrayPropertyStart("retryAfterMs");
            out.writeNumber(frame.retryAfterMinMs());
            out.writeNumber(frame.retryAfterMaxMs());
            out.writeEndArray();
        });
    }

    public static String pong(ServerFrame.Pong frame) {
        return object("pong", frame.id(), out -> out.writeNumberProperty("time", frame.time()));
    }

    /// An answer whose body another service made: puts `type` and `id` in front of the members of
    /// `bodyJson`, an object.
    public static String spliced(String type, String id, String bodyJson) {
        String head = object(type, id, out -> {});
        String rest = bodyJson.substring(1);
        return head.substring(0, head.length() - 1) + (rest.equals("}") ? rest : "," + rest);
    }

    private static String object(String type, @Nullable String id, Consumer<JsonGenerator> body) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("type", type);
            if (id != null) {
                out.writeStringProperty("id", id);
            }
            body.accept(out);
            out.writeEndObject();
        });
    }
}
