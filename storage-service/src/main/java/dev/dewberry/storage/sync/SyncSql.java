package dev.dewberry.storage.sync;

/// Every statement of `sync` and of the list of conversations. [Sql#ROWS] stands for the repeated part.
public final class SyncSql {

    public static final String HEADS =
            "SELECT partition_no, commit_no FROM partition_head FORCE INDEX (PRIMARY) WHERE partition_no >= 0";

    private static final String COLUMNS = "SELECT c.id, c.kind, c.name, c.head_seq, c.countable, c.erasures, c.last_at,"
            + " c.member_count, m.active, m.delivered_seq, m.read_seq, m.read_countable"
            + " FROM member m JOIN conversation c ON c.id = m.conversation WHERE m.user = ?";

    private static final String BEFORE = " AND (c.last_at < ? OR (c.last_at = ? AND c.id < ?))";
    private static final String NEWEST_FIRST = " ORDER BY c.last_at DESC, c.id DESC LIMIT ?";

    /// Everything that one is in.
    public static final String ALL = COLUMNS + " AND m.active = TRUE" + BEFORE + NEWEST_FIRST;

    /// What changed after the commit numbers of the cursor; of a conversation that one has left, only
    /// the leaving counts.
    public static final String CHANGED = COLUMNS
            + " AND IF(m.active, GREATEST(c.commit_no, m.commit_no), m.commit_no)"
            + " > CASE c.partition_no {rows} ELSE -1 END"
            + BEFORE + NEWEST_FIRST;

    public static final String CASE = "WHEN ? THEN ?";

    public static final String MARKS = "SELECT conversation, user, delivered_seq, read_seq FROM member"
            + " WHERE conversation IN ({rows}) AND active = TRUE ORDER BY conversation, user";

    private SyncSql() {}
}
