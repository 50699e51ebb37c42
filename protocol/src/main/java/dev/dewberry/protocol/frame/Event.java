package dev.dewberry.protocol.frame;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// One entry of a conversation's log, as clients see it in `event`, `events` and `conversations`.
///
/// @param event time-ordered id, unique in the system
/// @param from who caused it; `null` for the system
/// @param at milliseconds since 1970 UTC by the server; never falls within a conversation
/// @param clientId only for the event's own sender
public record Event(
        ConversationId conversation,
        long seq,
        String event,
        @Nullable UserId from,
        long at,
        Content content,
        @Nullable String clientId) {

    public static Event read(JsonNode node) {
        Fields fields = new Fields(node);
        return new Event(
                fields.conversation("conversation"),
                fields.seq("seq"),
                fields.text("event"),
                fields.optionalUser("from"),
                fields.number("at"),
                Content.ofServer(fields.object("content").object()),
                fields.optionalText("clientId"));
    }

    /// Writes the members, without the braces around them.
    public void writeMembers(JsonGenerator out) {
        writeMembers(out, conversation.toString(), seq, event, from, at, content.toJson(), clientId);
    }

    /// The one place where the shape of an event is decided; services that hold the content as JSON use
    /// it directly.
    public static void writeMembers(
            JsonGenerator out,
            String conversation,
            long seq,
            String event,
            @Nullable UserId from,
            long at,
            String contentJson,
            @Nullable String clientId) {
        out.writeStringProperty("conversation", conversation);
        out.writeNumberProperty("seq", seq);
        out.writeStringProperty("event", event);
        if (from == null) {
            out.writeNullProperty("from");
        } else {
            out.writeStringProperty("from", from.toString());
        }
        out.writeNumberProperty("at", at);
        out.writeName("content");
        out.writeRawValue(contentJson);
        if (clientId != null) {
            out.writeStringProperty("clientId", clientId);
        }
    }
}
