package dev.dewberry.storage.history;

import dev.dewberry.storage.hot.Membership;

/// Every statement that reads pages of a log.
public final class HistorySql {

    /// The head of a conversation for one who is or was in it.
    public static final String ACCESS = Membership.COLUMNS
            + " FROM conversation c JOIN member m ON m.conversation = c.id AND m.user = ? WHERE c.id = ?";

    private static final String COLUMNS = "SELECT seq, at, id, sender, client_id, content FROM event";
    private static final String PAGE =
            COLUMNS + " WHERE conversation = ? AND seq >= ? AND seq <= ? AND at >= ? AND at < ?";

    public static final String PAGE_UP = PAGE + " ORDER BY seq";

    public static final String PAGE_DOWN = PAGE + " ORDER BY seq DESC";

    private HistorySql() {}
}
