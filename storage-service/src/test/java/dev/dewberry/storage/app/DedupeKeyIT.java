package dev.dewberry.storage.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.storage.rig.StorageRig;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The migration that turned the key of what is remembered around.
@ExtendWith(Servers.class)
class DedupeKeyIT {

    private static final String BACK = "ALTER TABLE dedupe DROP PRIMARY KEY, ADD PRIMARY KEY (sender, client_id)";

    @Test
    void whatIsRememberedLiesInTheOrderOfTheIds(MariaDb mariaDb, Redis redis) throws Exception {
        try (StorageRig rig = StorageRig.start(mariaDb, redis);
                Connection connection = rig.schema.ownerConnection();
                Statement statement = connection.createStatement()) {
            assertThat(key(statement)).containsExactly("client_id", "sender");

            statement.execute(BACK);
            migrate(statement);
            assertThat(key(statement)).containsExactly("client_id", "sender");
        }
    }

    /// Somebody with a large table did it by hand, or a service was killed before it had noted it down.
    @Test
    void aTableThatIsSoAlreadyIsNotMadeAgain(MariaDb mariaDb, Redis redis) throws Exception {
        try (StorageRig rig = StorageRig.start(mariaDb, redis);
                Connection connection = rig.schema.ownerConnection();
                Statement statement = connection.createStatement()) {
            long before = alterations(statement);

            migrate(statement);

            assertThat(alterations(statement)).isEqualTo(before);
            statement.execute(BACK);
            assertThat(alterations(statement)).isEqualTo(before + 1);
        }
    }

    private static void migrate(Statement statement) throws SQLException, IOException {
        try (InputStream file = DedupeKeyIT.class.getResourceAsStream("/db/migration/V2__dedupe_by_client_id.sql")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (String one : text.split(";\n", -1)) {
                if (!one.isBlank()) {
                    statement.execute(one);
                }
            }
        }
    }

    private static List<String> key(Statement statement) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT column_name FROM information_schema.statistics WHERE table_schema = DATABASE()"
                        + " AND table_name = 'dedupe' AND index_name = 'PRIMARY' ORDER BY seq_in_index")) {
            while (rows.next()) {
                columns.add(rows.getString(1));
            }
        }
        return columns;
    }

    private static long alterations(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SHOW SESSION STATUS LIKE 'Com_alter_table'")) {
            rows.next();
            return rows.getLong(2);
        }
    }
}
