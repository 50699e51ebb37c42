package dev.dewberry.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.class)
class MigrationsIT {

    private Database schema;

    @BeforeEach
    void make(MariaDb server) {
        schema = server.createDatabase("migrations");
    }

    @Test
    void aMigrationThatWasInterruptedIsRunAgainAndFinished() throws SQLException {
        migrate();
        execute("DROP TABLE two");
        execute("DELETE FROM flyway_schema_history WHERE version = '2'");

        migrate();

        assertThat(tables()).contains("one", "two");
    }

    @Test
    void aMigrationThatFailedIsRunAgainAndFinished() throws SQLException {
        migrate();
        execute("INSERT INTO one VALUES (7)");
        execute("DROP TABLE two");
        execute("UPDATE flyway_schema_history SET success = 0 WHERE version = '2'");

        migrate();

        assertThat(tables()).contains("one", "two");
        assertThat(strings("SELECT id FROM one")).containsExactly("7");
    }

    @Test
    void whatWasDoneIsNotDoneAgain() throws SQLException {
        migrate();
        execute("DROP TABLE two");

        migrate();

        assertThat(tables()).doesNotContain("two");
    }

    private void migrate() {
        Migrations.run(new DatabaseProperties(
                schema.host(),
                schema.port(),
                schema.name(),
                schema.username(),
                schema.password(),
                schema.ownerUsername(),
                schema.ownerPassword(),
                1,
                1,
                Duration.ofSeconds(5)));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = schema.ownerConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> tables() throws SQLException {
        return strings("SHOW TABLES");
    }

    private List<String> strings(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = schema.ownerConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
