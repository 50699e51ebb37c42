package dev.dewberry.storage.hot;

import static dev.dewberry.database.Columns.flag;
import static dev.dewberry.database.Columns.number;
import static dev.dewberry.database.Columns.optionalText;
import static dev.dewberry.database.Columns.text;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.Limits;
import dev.dewberry.storage.plan.Head;
import io.r2dbc.spi.Row;
import org.jspecify.annotations.Nullable;

/// A conversation as one user's list has it.
///
/// @param changed the commit number of the last change of the conversation
/// @param own the user's row
public record Membership(
        ConversationId conversation,
        int partition,
        String kind,
        @Nullable String name,
        Stamp stamp,
        long countable,
        long lastAt,
        int memberCount,
        long changed,
        Seat own) {

    /// In the order of [#of].
    public static final String COLUMNS = "SELECT c.id, c.kind, c.name, c.head_seq, c.countable, c.erasures, c.last_at,"
            + " c.member_count, c.partition_no, c.commit_no, m.active, m.delivered_seq, m.read_seq, m.read_countable,"
            + " m.commit_no";

    /// The state of a log of which events were read.
    public record Stamp(long headSeq, long erasures) {}

    /// The columns of [#COLUMNS].
    public static Membership of(Row row) {
        return new Membership(
                ConversationId.parse(text(row, 0)),
                (int) number(row, 8),
                text(row, 1),
                optionalText(row, 2),
                new Stamp(number(row, 3), number(row, 5)),
                number(row, 4),
                number(row, 6),
                (int) number(row, 7),
                number(row, 9),
                new Seat(flag(row, 10), number(row, 11), number(row, 12), number(row, 13), number(row, 14)));
    }

    public boolean active() {
        return own.active();
    }

    /// Whether everybody in it sees how far everybody is.
    public boolean isShared() {
        return kind.equals(Head.DIRECT) || memberCount <= Limits.SHARED_MARKS_MEMBERS;
    }

    public long unread() {
        return Math.max(0, countable - own.readCountable());
    }

    /// The commit number of the last change that this user is shown: of a conversation that one has left,
    /// only the leaving counts.
    public long shown() {
        return active() ? Math.max(changed, own.changed()) : own.changed();
    }
}
