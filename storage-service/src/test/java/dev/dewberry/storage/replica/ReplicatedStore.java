package dev.dewberry.storage.replica;

import static dev.dewberry.storage.rig.StorageRig.done;

import dev.dewberry.database.Database;
import dev.dewberry.database.DatabaseProperties;
import dev.dewberry.database.MariaDbConnections;
import dev.dewberry.platform.time.Counter;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.history.EventLog;
import dev.dewberry.storage.history.History;
import dev.dewberry.storage.hot.Generation;
import dev.dewberry.storage.hot.HotLists;
import dev.dewberry.storage.hot.TailCache;
import dev.dewberry.storage.rig.StorageRig;
import dev.dewberry.storage.sync.SyncProbe;
import dev.dewberry.testsupport.LocalMariaDb;
import dev.dewberry.testsupport.Redis;
import io.r2dbc.pool.ConnectionPool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Two MariaDB processes, one of which replicates the other, and a storage-service that reads from both.
final class ReplicatedStore implements AutoCloseable {

    private static final String READER = "reader";
    private static final Duration LONGEST_LAG = Duration.ofSeconds(2);

    final LocalMariaDb primary = LocalMariaDb.with("--server-id=1", "--log-bin=binlog", "--binlog-format=ROW");
    final LocalMariaDb secondary = LocalMariaDb.with(
            "--server-id=2", "--skip-log-bin", "--read-only=ON", "--replicate-wild-do-table=storage%.%");
    final StorageRig rig;
    final Replica replica;
    private final ConnectionPool pool;
    private final Reads reads;

    ReplicatedStore(Redis redis) throws SQLException {
        primary.start();
        secondary.start();
        secondary.follow(primary, "");
        rig = StorageRig.start(primary, redis);
        rig.takeAll();
        String password = UUID.randomUUID().toString();
        onReplica("CREATE OR REPLACE USER " + READER + "@'127.0.0.1' IDENTIFIED BY '" + password + "'");
        onReplica("GRANT SELECT ON `" + rig.schema.name() + "`.* TO " + READER + "@'127.0.0.1'");
        ReplicaProperties properties = new ReplicaProperties(
                secondary.host(),
                secondary.port(),
                READER,
                password,
                4,
                Duration.ofMillis(250),
                Duration.ofSeconds(2),
                LONGEST_LAG);
        pool = MariaDbConnections.pool(properties.connections(settings()), "replica");
        replica = new Replica(rig.database, new Database(pool, properties.longestRead()), properties, Counter.SYSTEM);
        reads = Reads.of(rig.database, replica, rig.meters);
    }

    private DatabaseProperties settings() {
        return new DatabaseProperties(
                rig.schema.host(),
                rig.schema.port(),
                rig.schema.name(),
                rig.schema.username(),
                rig.schema.password(),
                null,
                "",
                4,
                3,
                Duration.ofSeconds(8));
    }

    /// What is hot in Redis is not asked, so that MariaDB has to be.
    JsonNode history(UserId user, ConversationId conversation, @Nullable Long after) {
        return Json.read(done(new History(rig.database, cold(), log()).page(user, conversation, after, null, 200)));
    }

    JsonNode list(UserId user) {
        return SyncProbe.list(rig, reads, log(), user, null, 50);
    }

    private EventLog log() {
        Generation never = Generation.untrusted(rig.bus);
        return new EventLog(reads, new TailCache(rig.bus, never, rig.hotMemory, Duration.ZERO, rig.meters));
    }

    private HotLists cold() {
        Generation never = Generation.untrusted(rig.bus);
        return new HotLists(rig.bus, never, rig.hotMemory, rig.partitions.count(), Duration.ZERO, rig.meters);
    }

    double reads(String replicaWas) {
        return rig.meters
                .get("dewberry.storage.reads")
                .tag("replica", replicaWas)
                .counter()
                .count();
    }

    void onPrimary(String sql) throws SQLException {
        run(primary, sql);
    }

    void onReplica(String sql) throws SQLException {
        run(secondary, sql);
    }

    private void run(LocalMariaDb server, String sql) throws SQLException {
        try (Connection connection = server.rootConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("USE `" + rig.schema.name() + "`");
            statement.execute(sql);
        }
    }

    /// Until the replica has all that the primary has now.
    void catchUp() throws SQLException {
        String there;
        try (Connection connection = primary.rootConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.gtid_binlog_pos")) {
            row.next();
            there = row.getString(1);
        }
        try (Connection connection = secondary.rootConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT MASTER_GTID_WAIT('" + there + "', 20)")) {
            row.next();
            if (row.getInt(1) != 0) {
                throw new IllegalStateException("the replica does not come to " + there);
            }
        }
    }

    void look() {
        replica.look().block(Duration.ofSeconds(20));
    }

    @Override
    public void close() {
        pool.dispose();
        rig.close();
        secondary.kill();
        primary.kill();
    }
}
