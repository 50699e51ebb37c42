package dev.dewberry.storage.conversation;

import static dev.dewberry.database.Columns.number;
import static dev.dewberry.database.Columns.optionalNumber;
import static dev.dewberry.database.Columns.optionalText;
import static dev.dewberry.database.Columns.text;

import dev.dewberry.database.Database;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.json.Json;
import io.r2dbc.spi.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// The members of a conversation with the version that they make, as message-service caches them.
public final class MemberList {

    /// One statement, so that members and version belong together.
    public static final String MEMBERS = "SELECT c.kind, c.version, c.head_seq, m.user, m.role FROM conversation c"
            + " LEFT JOIN member m ON m.conversation = c.id AND m.active = TRUE WHERE c.id = ? ORDER BY m.user";

    private final Database database;

    public MemberList(Database database) {
        this.database = database;
    }

    private record Line(
            String kind,
            long version,
            long headSeq,
            @Nullable Long user,
            @Nullable String role) {
        static Line of(Row row) {
            return new Line(text(row, 0), number(row, 1), number(row, 2), optionalNumber(row, 3), optionalText(row, 4));
        }
    }

    /// Empty where there is no such conversation.
    public Mono<String> json(ConversationId conversation) {
        return database.with(session -> session.query(MEMBERS, List.of(conversation.toString()), Line::of)
                .collectList()
                .filter(lines -> !lines.isEmpty())
                .map(lines -> json(conversation, lines)));
    }

    private static String json(ConversationId conversation, List<Line> lines) {
        return Json.write(out -> {
            Line first = lines.getFirst();
            out.writeStartObject();
            out.writeStringProperty("conversation", conversation.toString());
            out.writeStringProperty("kind", first.kind());
            out.writeNumberProperty("version", first.version());
            out.writeNumberProperty("headSeq", first.headSeq());
            out.writeArrayPropertyStart("members");
            for (Line line : lines) {
                if (line.user() != null && line.role() != null) {
                    out.writeStartObject();
                    out.writeStringProperty("user", line.user().toString());
                    out.writeStringProperty("role", line.role());
                    out.writeEndObject();
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }
}
