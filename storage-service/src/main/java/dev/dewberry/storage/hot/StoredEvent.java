package dev.dewberry.storage.hot;

import static dev.dewberry.database.Columns.number;
import static dev.dewberry.database.Columns.optionalNumber;
import static dev.dewberry.database.Columns.optionalText;
import static dev.dewberry.database.Columns.text;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.plan.EventRow;
import io.r2dbc.spi.Row;
import org.jspecify.annotations.Nullable;

/// An event as JSON, ready for everybody: only its own sender sees the `clientId`.
///
/// @param open the JSON object without `clientId` and without its closing brace
/// @param clientId as a JSON string
public record StoredEvent(
        long seq,
        @Nullable UserId sender,
        String open,
        @Nullable String clientId) {

    private static final char SEPARATOR = '\t';
    private static final int FIELDS = 4;

    /// The columns of an event: seq, at, id, sender, client_id, content.
    public static StoredEvent of(String conversation, Row row) {
        Long from = optionalNumber(row, 3);
        return of(
                conversation,
                number(row, 0),
                number(row, 1),
                number(row, 2),
                from == null ? null : new UserId(from),
                optionalText(row, 4),
                text(row, 5));
    }

    static StoredEvent of(EventRow event) {
        return of(
                event.conversation().toString(),
                event.seq(),
                event.at(),
                event.id(),
                event.from(),
                event.clientId(),
                event.content());
    }

    private static StoredEvent of(
            String conversation,
            long seq,
            long at,
            long id,
            @Nullable UserId sender,
            @Nullable String clientId,
            String content) {
        String json = Json.write(out -> {
            out.writeStartObject();
            Event.writeMembers(out, conversation, seq, Long.toString(id), sender, at, content, null);
            out.writeEndObject();
        });
        return new StoredEvent(
                seq,
                sender,
                json.substring(0, json.length() - 1),
                clientId == null ? null : Json.write(out -> out.writeString(clientId)));
    }

    /// Compact JSON has neither line feeds nor tabs.
    String toLine() {
        return "" + seq + SEPARATOR + (sender == null ? "" : sender) + SEPARATOR + open + SEPARATOR
                + (clientId == null ? "" : clientId);
    }

    static StoredEvent ofLine(String line) {
        String[] fields = line.split("\t", FIELDS);
        return new StoredEvent(
                Long.parseLong(fields[0]),
                fields[1].isEmpty() ? null : UserId.parse(fields[1]),
                fields[2],
                fields[3].isEmpty() ? null : fields[3]);
    }

    public String jsonFor(UserId user) {
        return clientId != null && user.equals(sender) ? open + ",\"clientId\":" + clientId + "}" : open + "}";
    }
}
