package dev.dewberry.storage.history;

import static dev.dewberry.database.Columns.number;
import static dev.dewberry.database.Columns.optionalNumber;
import static dev.dewberry.database.Columns.optionalText;
import static dev.dewberry.database.Columns.text;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.json.Json;
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

    /// The columns of [HistorySql#PAGE_UP].
    static StoredEvent of(String conversation, Row row) {
        long seq = number(row, 0);
        Long from = optionalNumber(row, 3);
        UserId sender = from == null ? null : new UserId(from);
        String clientId = optionalText(row, 4);
        String json = Json.write(out -> {
            out.writeStartObject();
            Event.writeMembers(
                    out, conversation, seq, Long.toString(number(row, 2)), sender, number(row, 1), text(row, 5), null);
            out.writeEndObject();
        });
        return new StoredEvent(
                seq,
                sender,
                json.substring(0, json.length() - 1),
                clientId == null ? null : Json.write(out -> out.writeString(clientId)));
    }

    String jsonFor(UserId user) {
        return clientId != null && user.equals(sender) ? open + ",\"clientId\":" + clientId + "}" : open + "}";
    }
}
