package dev.dewberry.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.Role;
import dev.dewberry.systemtests.cluster.ServiceProcess;
import dev.dewberry.systemtests.cluster.Setup;
import dev.dewberry.systemtests.cluster.User;
import dev.dewberry.testsupport.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// SIGKILL while a service makes its tables. MariaDB commits each of them by itself, so some are there and others not.
class FirstStartIT {

    private static final Duration TABLES = Duration.ofSeconds(60);

    private DewberryCluster cluster;

    @BeforeEach
    void start() {
        cluster = DewberryCluster.shared(Setup.SINGLE);
    }

    @AfterEach
    void leaveWhole() {
        cluster.start();
    }

    /// @param tables after which it is killed, that of the migrations included
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void startsAndWorksAfterItWasKilledInTheMiddleOfItsFirstStart(int tables) {
        ServiceProcess storage = cluster.process(Role.STORAGE, 0);
        storage.stop();
        emptySchema();

        storage.start();
        await().atMost(TABLES).pollInterval(Duration.ofMillis(2)).until(() -> tables() >= tables);
        storage.kill();
        int left = tables();

        cluster.start();
        assertThat(tables()).isGreaterThanOrEqualTo(left).isGreaterThan(8);
        List<User> users = cluster.accounts().users(2);
        await().atMost(Duration.ofSeconds(20)).until(() -> acknowledges(users.get(0), users.get(1)));
    }

    /// Whose tables were made before migrations could be run again.
    @ParameterizedTest
    @CsvSource({"AUTH,2023047718", "PRESENCE,-773756052", "STORAGE,-1608367664"})
    void startsOnTablesThatWereMadeByTheTextBefore(Role role, int checksum) throws SQLException {
        ServiceProcess service = cluster.process(role, 0);
        service.stop();
        try (Connection owner = cluster.database(role).ownerConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("UPDATE flyway_schema_history SET checksum = " + checksum + " WHERE version = '1'");
        }

        service.start();
        service.awaitReady();
    }

    private boolean acknowledges(User from, User to) {
        try (RawClient client = RawClient.welcomed(cluster.gateway(0), from)) {
            return client.sendText(to, "first", "hello").type().equals("ack");
        }
    }

    /// As new, also for those who remember in Redis what was in it.
    private void emptySchema() {
        String name = cluster.database(Role.STORAGE).name();
        try (Connection root = cluster.mariaDb().rootConnection();
                Statement statement = root.createStatement()) {
            statement.execute("DROP DATABASE `" + name + "`");
            statement.execute("CREATE DATABASE `" + name + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        cluster.redis().restartEmpty();
    }

    private int tables() {
        Database database = cluster.database(Role.STORAGE);
        try (Connection connection = database.ownerConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = '"
                                + database.name() + "'")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
