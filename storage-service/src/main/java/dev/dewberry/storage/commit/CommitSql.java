package dev.dewberry.storage.commit;

/// Every statement of the commit transaction. `{rows}` is repeated by [Sql].
final class CommitSql {

    /// The index is forced because a small table would be scanned, and rows of other owners locked on
    /// the way. Fails to find a row where another storage-service has taken a partition: that is the
    /// fence.
    static final String MOVE_PARTITIONS = "UPDATE partition_head FORCE INDEX (PRIMARY) SET commit_no = commit_no + 1"
            + " WHERE partition_no IN ({rows}) AND owner = ?";

    static final String PARTITIONS = "SELECT partition_no, commit_no, owner FROM partition_head FORCE INDEX (PRIMARY)"
            + " WHERE partition_no IN ({rows})";

    static final String LOCK_HEADS = "SELECT id, kind, name, head_seq, last_at, countable, version, member_count"
            + " FROM conversation WHERE id IN ({rows}) ORDER BY id FOR UPDATE";

    static final String OUTCOMES =
            "SELECT sender, client_id, fingerprint, conversation, seq, event, at FROM dedupe WHERE {rows}";
    static final String OUTCOME_KEY = "(sender = ? AND client_id = ?)";

    private static final String MEMBER_COLUMNS =
            "SELECT conversation, user, role, active, joined_seq, delivered_seq, read_seq, read_countable FROM member";

    static final String MEMBERS = MEMBER_COLUMNS + " WHERE {rows}";
    static final String MEMBER_KEY = "(conversation = ? AND user = ?)";

    static final String MEMBERS_OF_GROUPS = MEMBER_COLUMNS + " WHERE conversation IN ({rows})";

    /// With the month, so that only one partition is touched.
    static final String COUNTABLES = "SELECT conversation, seq, countable FROM event WHERE {rows}";

    static final String EVENT_KEY = "(conversation = ? AND seq = ? AND at >= ? AND at < ?)";

    static final String REMEMBER_OUTCOMES =
            "INSERT INTO dedupe (sender, client_id, fingerprint, conversation, seq, event, at) VALUES {rows}";

    static final String APPEND_EVENTS = "INSERT INTO event (conversation, seq, at, id, sender, client_id, content,"
            + " countable, version, partition_no, commit_no) VALUES {rows}";

    static final String WRITE_MONTHS =
            "INSERT IGNORE INTO conversation_month (conversation, month, first_seq) VALUES {rows}";

    static final String WRITE_HEADS = "INSERT INTO conversation (id, kind, name, head_seq, last_at, countable, version,"
            + " member_count, partition_no, commit_no) VALUES {rows} ON DUPLICATE KEY UPDATE"
            + " name = VALUES(name), head_seq = VALUES(head_seq), last_at = VALUES(last_at),"
            + " countable = VALUES(countable), version = VALUES(version), member_count = VALUES(member_count),"
            + " commit_no = VALUES(commit_no)";

    static final String TOUCH_HEADS = "UPDATE conversation c JOIN partition_head h ON h.partition_no = c.partition_no"
            + " SET c.commit_no = h.commit_no WHERE c.id IN ({rows})";

    static final String WRITE_MEMBERS = "INSERT INTO member (conversation, user, role, active, joined_seq,"
            + " delivered_seq, read_seq, read_countable, partition_no, commit_no) VALUES {rows}"
            + " ON DUPLICATE KEY UPDATE role = VALUES(role), active = VALUES(active),"
            + " joined_seq = VALUES(joined_seq), delivered_seq = VALUES(delivered_seq), read_seq = VALUES(read_seq),"
            + " read_countable = VALUES(read_countable), commit_no = VALUES(commit_no)";

    /// The row of a sender is there: of it, only the marks are written.
    static final String WRITE_READERS = "INSERT INTO member (conversation, user, role, active, joined_seq,"
            + " delivered_seq, read_seq, read_countable, partition_no, commit_no) VALUES {rows}"
            + " ON DUPLICATE KEY UPDATE delivered_seq = VALUES(delivered_seq), read_seq = VALUES(read_seq),"
            + " read_countable = VALUES(read_countable), commit_no = VALUES(commit_no)";

    static final String MEMBER_ROW = "(?,?,?,?,?,?,?,?,?,?)";

    /// Rows or keys in one statement.
    static final int CHUNK = 256;

    /// Characters of contents in one statement; with up to four bytes each and escapes still far below
    /// `max_allowed_packet`.
    static final int CHUNK_CHARACTERS = 1024 * 1024;

    private CommitSql() {}
}
