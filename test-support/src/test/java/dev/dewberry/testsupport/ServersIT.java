package dev.dewberry.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.class)
class ServersIT {

    @Test
    void aDatabaseIsEmptyAndItsOwnerMayCreateTables(MariaDb mariaDb) throws SQLException {
        Database database = mariaDb.createDatabase("storage");

        try (Connection owner = database.ownerConnection();
                Statement statement = owner.createStatement();
                ResultSet tables = statement.executeQuery("SHOW TABLES")) {
            assertThat(tables.next()).isFalse();
            statement.execute("CREATE TABLE note (id INT PRIMARY KEY, text VARCHAR(20))");
        }
    }

    @Test
    void theRuntimeAccountMayWorkOnRowsButNotOnTables(MariaDb mariaDb) throws SQLException {
        Database database = mariaDb.createDatabase("auth");
        try (Connection owner = database.ownerConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("CREATE TABLE note (id INT PRIMARY KEY, text VARCHAR(20))");
        }

        try (Connection runtime = database.connection();
                Statement statement = runtime.createStatement()) {
            assertThat(statement.executeUpdate("INSERT INTO note VALUES (1, 'a')"))
                    .isOne();
            assertThat(statement.executeUpdate("UPDATE note SET text = 'b'")).isOne();
            assertThat(statement.executeUpdate("DELETE FROM note")).isOne();
            assertThatThrownBy(() -> statement.execute("DROP TABLE note")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void anAccountMayNotSeeAnotherSchema(MariaDb mariaDb) throws SQLException {
        Database mine = mariaDb.createDatabase("mine");
        Database other = mariaDb.createDatabase("other");

        try (Connection connection = mine.ownerConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("CREATE TABLE `" + other.name() + "`.note (id INT)"))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void theServerFlushesAtEachCommitAndTellsApartWhatDiffersInCase(MariaDb mariaDb) throws SQLException {
        try (Connection root = mariaDb.rootConnection();
                Statement statement = root.createStatement();
                ResultSet answer =
                        statement.executeQuery("SELECT @@innodb_flush_log_at_trx_commit, @@collation_server")) {
            assertThat(answer.next()).isTrue();
            assertThat(answer.getInt(1)).isOne();
            assertThat(answer.getString(2)).isEqualTo("utf8mb4_bin");
        }
    }

    @Test
    void aFreshRedisHasNoKeys(Redis redis) {
        redis.call(commands -> commands.set("dw:left-over", "1"));

        assertThat(redis.freshUri()).isEqualTo(redis.uri());

        long keys = redis.call(commands -> commands.dbsize());
        assertThat(keys).isZero();
    }

    @Test
    void aRedisThatRestartsEmptyIsAnotherOneOnTheSamePort(Redis redis) {
        String before = runId(redis);
        redis.call(commands -> commands.set("dw:lost", "1"));

        redis.restartEmpty();

        String lost = redis.call(commands -> commands.get("dw:lost"));
        assertThat(lost).isNull();
        assertThat(runId(redis)).isNotEqualTo(before);
    }

    @Test
    void springPropertiesNameTheSettingsOfAService(MariaDb mariaDb) {
        Database database = mariaDb.createDatabase("names");

        assertThat(database.springProperties())
                .contains(
                        "dewberry.database.host=" + database.host(),
                        "dewberry.database.port=" + database.port(),
                        "dewberry.database.name=" + database.name(),
                        "dewberry.database.username=" + database.username(),
                        "dewberry.database.owner-username=" + database.ownerUsername());
    }

    @Test
    void theServersAreThoseThatTheImagesAreNamedAfter(MariaDb mariaDb, Redis redis) throws SQLException {
        try (Connection root = mariaDb.rootConnection()) {
            assertThat(root.getMetaData().getDatabaseProductVersion()).matches("1[0-9]\\..*MariaDB.*");
        }
        boolean valkey = info(redis, "valkey_version").isPresent();
        assertThat(valkey || info(redis, "redis_version").isPresent()).isTrue();
        if (redis instanceof ContainerRedis) {
            String image = System.getenv().getOrDefault("DEWBERRY_TEST_REDIS_IMAGE", "redis");
            assertThat(image.contains("valkey")).isEqualTo(valkey);
        }
    }

    private static String runId(Redis redis) {
        return info(redis, "run_id").orElseThrow();
    }

    private static Optional<String> info(Redis redis, String name) {
        return redis.call(commands -> commands.info("server"))
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst();
    }
}
