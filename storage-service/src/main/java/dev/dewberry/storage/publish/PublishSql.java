package dev.dewberry.storage.publish;

/// Every statement by which what was committed is found again.
final class PublishSql {

    /// The months of a range of commit numbers cannot be told: one look into the index of each month,
    /// once per fault.
    static final String NUMBERS = "SELECT commit_no FROM event"
            + " WHERE partition_no = ? AND commit_no > ? AND commit_no <= ? ORDER BY commit_no LIMIT ?";

    static final String EVENTS = "SELECT conversation, seq, at, id, sender, client_id, content, version, commit_no"
            + " FROM event WHERE partition_no = ? AND commit_no > ? AND commit_no <= ?"
            + " ORDER BY commit_no, conversation, seq";

    /// From the newest back.
    static final String NEWEST =
            "SELECT commit_no, at FROM event" + " WHERE partition_no = ? AND at >= ? ORDER BY commit_no DESC LIMIT ?";

    static final String MEMBERS_SINCE_CREATION = "SELECT user FROM member WHERE conversation = ? AND joined_seq = 1";

    static final String HEAD = "SELECT commit_no FROM partition_head WHERE partition_no = ?";

    private PublishSql() {}
}
