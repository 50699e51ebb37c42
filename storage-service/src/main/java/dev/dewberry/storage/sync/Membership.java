package dev.dewberry.storage.sync;

import static dev.dewberry.database.Columns.flag;
import static dev.dewberry.database.Columns.number;
import static dev.dewberry.database.Columns.optionalText;
import static dev.dewberry.database.Columns.text;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.Limits;
import dev.dewberry.storage.history.TailCache;
import dev.dewberry.storage.plan.Head;
import io.r2dbc.spi.Row;
import org.jspecify.annotations.Nullable;

/// A conversation as one user's list has it.
record Membership(
        ConversationId conversation,
        String kind,
        @Nullable String name,
        TailCache.Stamp stamp,
        long countable,
        long lastAt,
        int memberCount,
        boolean active,
        long delivered,
        long read,
        long readCountable) {

    /// The columns of [SyncSql#ALL].
    static Membership of(Row row) {
        return new Membership(
                ConversationId.parse(text(row, 0)),
                text(row, 1),
                optionalText(row, 2),
                new TailCache.Stamp(number(row, 3), number(row, 5)),
                number(row, 4),
                number(row, 6),
                (int) number(row, 7),
                flag(row, 8),
                number(row, 9),
                number(row, 10),
                number(row, 11));
    }

    Position position() {
        return new Position(lastAt, conversation.toString());
    }

    boolean sharesMarks() {
        return active && (kind.equals(Head.DIRECT) || memberCount <= Limits.SHARED_MARKS_MEMBERS);
    }

    long unread() {
        return Math.max(0, countable - readCountable);
    }
}
