package dev.dewberry.systemtests.chaos;

import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.LocalMariaDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Somebody else's transactions, an administrator's for example, that hold rows which storage-service needs.
final class Rival implements Fault {

    private static final long BETWEEN_LOCKS_MILLIS = 100;

    private final LocalMariaDb server;
    private final Database database;
    private final String name;
    private final boolean again;
    private final List<String> statements;
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch holding = new CountDownLatch(1);
    private @Nullable Thread thread;

    private Rival(LocalMariaDb server, Database database, String name, boolean again, List<String> statements) {
        this.server = server;
        this.database = database;
        this.name = name;
        this.again = again;
        this.statements = statements;
    }

    /// Holds all rows of a table until it is healed.
    static Fault holding(LocalMariaDb server, Database storage, String table) {
        return new Rival(
                server, storage, "hold rows of " + table, false, List.of("SELECT * FROM " + table + " FOR UPDATE"));
    }

    /// Holds all tables, as `mariadb-dump --lock-all-tables` does.
    static Fault backup(LocalMariaDb server, Database storage) {
        return new Rival(server, storage, "hold all tables", false, List.of("FLUSH TABLES WITH READ LOCK"));
    }

    /// Takes rows in the other order than storage-service does, again and again. What it has written makes its
    /// transactions heavier than those of storage-service, so that MariaDB ends the latter.
    static Fault deadlocks(LocalMariaDb server, Database storage) {
        return new Rival(
                server,
                storage,
                "deadlocks",
                true,
                List.of(
                        "INSERT INTO chaos.weight SELECT seq FROM seq_1_to_500",
                        "SELECT * FROM conversation FOR UPDATE",
                        "SELECT * FROM partition_head FOR UPDATE"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void provoke() {
        Sql.run(
                server,
                "CREATE DATABASE IF NOT EXISTS chaos",
                "CREATE TABLE IF NOT EXISTS chaos.weight (n BIGINT) ENGINE = InnoDB");
        thread = Thread.ofVirtual().start(this::hold);
        awaitOrGiveUp(holding, 5_000);
    }

    private void hold() {
        try (Connection connection = server.rootConnection();
                Statement statement = connection.createStatement()) {
            connection.setCatalog(database.name());
            connection.setAutoCommit(false);
            do {
                transaction(connection, statement);
                holding.countDown();
            } while (again && !awaitOrGiveUp(over, BETWEEN_LOCKS_MILLIS));
            awaitOrGiveUp(over, Long.MAX_VALUE);
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void transaction(Connection connection, Statement statement) throws SQLException {
        try {
            for (String one : statements) {
                statement.execute(one);
                awaitOrGiveUp(over, again ? BETWEEN_LOCKS_MILLIS : 1);
            }
        } catch (SQLException deadlock) {
            // That is what it is for.
        }
        if (again) {
            connection.rollback();
        }
    }

    @Override
    public void heal() {
        over.countDown();
        Thread started = thread;
        if (started != null) {
            try {
                started.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static boolean awaitOrGiveUp(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
