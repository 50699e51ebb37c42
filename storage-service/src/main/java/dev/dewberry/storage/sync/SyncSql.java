package dev.dewberry.storage.sync;

import dev.dewberry.storage.hot.Membership;

/// Every statement of `sync` and of the list of conversations. [Sql#ROWS] stands for the repeated part.
public final class SyncSql {

    private static final String LIST =
            Membership.COLUMNS + " FROM member m JOIN conversation c ON c.id = m.conversation WHERE m.user = ?";

    private static final String BEFORE = " AND (c.last_at < ? OR (c.last_at = ? AND c.id < ?))";
    private static final String NEWEST_FIRST = " ORDER BY c.last_at DESC, c.id DESC LIMIT ?";

    /// Everything that one is in.
    public static final String ALL = LIST + " AND m.active = TRUE" + BEFORE + NEWEST_FIRST;

    /// Everything that one is or was in.
    public static final String EVER = LIST + " LIMIT ?";

    /// What changed after the commit numbers of the cursor; of a conversation that one has left, only
    /// the leaving counts.
    public static final String CHANGED = LIST
            + " AND IF(m.active, GREATEST(c.commit_no, m.commit_no), m.commit_no)"
            + " > CASE c.partition_no {rows} ELSE -1 END"
            + BEFORE + NEWEST_FIRST;

    public static final String CASE = "WHEN ? THEN ?";

    public static final String SEATS =
            "SELECT conversation, user, active, delivered_seq, read_seq, read_countable, commit_no"
                    + " FROM member WHERE conversation IN ({rows}) AND active = TRUE ORDER BY conversation, user";

    private SyncSql() {}
}
