package dev.dewberry.protocol.bus;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.PresenceItem;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import dev.dewberry.protocol.json.Fields;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// Deliveries as compact JSON. Unknown fields are ignored.
public final class DeliveryCodec {

    private DeliveryCodec() {}

    public static String encode(Delivery delivery) {
        if (delivery instanceof Delivery.Event event) {
            return BusJson.record("event", out -> {
                out.writeStringProperty(
                        "conversation", event.event().conversation().toString());
                CommittedCodec.writeEvent(out, event.event());
                BusJson.writeNumbers(out, "to", event.recipients());
            });
        } else if (delivery instanceof Delivery.Reply reply) {
            return BusJson.record("reply", out -> writeReply(out, reply));
        } else if (delivery instanceof Delivery.Mark mark) {
            return BusJson.record("mark", out -> {
                out.writeStringProperty("conversation", mark.conversation().toString());
                out.writeNumberProperty("user", mark.user().value());
                out.writeNumberProperty("delivered", mark.delivered());
                out.writeNumberProperty("read", mark.read());
                BusJson.writeNumbers(out, "to", mark.recipients());
            });
        } else if (delivery instanceof Delivery.Typing typing) {
            return BusJson.record("typing", out -> {
                out.writeStringProperty("conversation", typing.conversation().toString());
                out.writeNumberProperty("user", typing.user().value());
                out.writeBooleanProperty("on", typing.on());
                BusJson.writeNumbers(out, "to", typing.recipients());
            });
        } else if (delivery instanceof Delivery.Presence presence) {
            return BusJson.record("presence", out -> {
                out.writeArrayPropertyStart("items");
                presence.items().forEach(item -> ServerFrameCodec.writePresenceItem(out, item));
                out.writeEndArray();
            });
        }
        return BusJson.record("resync", out -> {});
    }

    private static void writeReply(JsonGenerator out, Delivery.Reply reply) {
        BusJson.writeOrigin(out, reply.origin());
        if (reply.outcome() instanceof Delivery.Outcome.Duplicate duplicate) {
            out.writeStringProperty("outcome", "duplicate");
            out.writeStringProperty("conversation", duplicate.conversation().toString());
            out.writeNumberProperty("seq", duplicate.seq());
            out.writeStringProperty("event", duplicate.event());
            out.writeNumberProperty("at", duplicate.at());
        } else if (reply.outcome() instanceof Delivery.Outcome.Refused refused) {
            out.writeStringProperty("outcome", "refused");
            out.writeStringProperty("code", refused.code().wire());
            out.writeStringProperty("message", refused.message());
            if (refused.retryAfterMs() != null) {
                out.writeNumberProperty("retryAfterMs", refused.retryAfterMs());
            }
        } else if (reply.outcome() instanceof Delivery.Outcome.Unchanged unchanged) {
            out.writeStringProperty("outcome", "unchanged");
            out.writeStringProperty("conversation", unchanged.conversation().toString());
        }
    }

    public static Delivery decode(String json) {
        Fields fields = BusJson.fields(json);
        String type = fields.text("t");
        return switch (type) {
            case "event" -> new Delivery.Event(CommittedCodec.readEvent(fields), BusJson.numbers(fields, "to"));
            case "reply" -> new Delivery.Reply(BusJson.origin(fields), outcome(fields));
            case "mark" ->
                new Delivery.Mark(
                        fields.conversation("conversation"),
                        new UserId(fields.number("user")),
                        fields.number("delivered"),
                        fields.number("read"),
                        BusJson.numbers(fields, "to"));
            case "typing" ->
                new Delivery.Typing(
                        fields.conversation("conversation"),
                        new UserId(fields.number("user")),
                        fields.flag("on"),
                        BusJson.numbers(fields, "to"));
            case "presence" -> new Delivery.Presence(items(fields));
            case "resync" -> new Delivery.Resync();
            default -> throw new IllegalArgumentException("unknown delivery " + type);
        };
    }

    private static Delivery.Outcome outcome(Fields fields) {
        String outcome = fields.text("outcome");
        return switch (outcome) {
            case "duplicate" ->
                new Delivery.Outcome.Duplicate(
                        fields.conversation("conversation"),
                        fields.seq("seq"),
                        fields.text("event"),
                        fields.number("at"));
            case "refused" ->
                new Delivery.Outcome.Refused(
                        BusJson.code(fields),
                        fields.text("message"),
                        fields.optionalNumber("retryAfterMs", 0, Long.MAX_VALUE));
            case "unchanged" -> new Delivery.Outcome.Unchanged(fields.conversation("conversation"));
            default -> throw new IllegalArgumentException("unknown outcome " + outcome);
        };
    }

    private static List<PresenceItem> items(Fields fields) {
        List<PresenceItem> items = new ArrayList<>();
        JsonNode array = fields.node("items");
        if (array != null) {
            for (JsonNode node : array) {
                items.add(ServerFrameCodec.presenceItem(node));
            }
        }
        return List.copyOf(items);
    }
}
