package dev.dewberry.storage.replica;

/// Every statement that finds out how far a server is.
public final class ReplicaSql {

    private static final String EPOCH = "(SELECT value FROM meta WHERE name = 'epoch')";

    public static final String PRIMARY = "SELECT @@GLOBAL.gtid_binlog_pos, " + EPOCH;

    public static final String REPLICA = "SELECT @@GLOBAL.gtid_slave_pos, " + EPOCH;

    /// Head and log are of one transaction. A replica of a store that was restored since is of another epoch.
    public static final String HAS_LOG =
            "SELECT c.head_seq >= ? AND c.erasures >= ? AND " + EPOCH + " = ? FROM conversation c WHERE c.id = ?";

    /// Waits on the server, which knows the moment.
    public static final String REACHES = "SELECT MASTER_GTID_WAIT(?, ?) = 0 AND " + EPOCH + " = ?";

    private ReplicaSql() {}
}
