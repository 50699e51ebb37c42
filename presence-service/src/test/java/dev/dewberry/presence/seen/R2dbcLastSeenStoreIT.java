package dev.dewberry.presence.seen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.database.DatabaseProperties;
import dev.dewberry.database.MariaDbConnections;
import dev.dewberry.database.Migrations;
import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Servers;
import io.r2dbc.pool.ConnectionPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.class)
class R2dbcLastSeenStoreIT implements LastSeenStoreContract {

    private Database database;
    private ConnectionPool pool;

    @BeforeEach
    void migrate(MariaDb mariaDb) {
        database = mariaDb.createDatabase("presence");
        DatabaseProperties properties = new DatabaseProperties(
                database.host(),
                database.port(),
                database.name(),
                database.username(),
                database.password(),
                database.ownerUsername(),
                database.ownerPassword(),
                2,
                1,
                Duration.ofSeconds(5));
        Migrations.run(properties);
        pool = MariaDbConnections.pool(properties);
    }

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Override
    public LastSeenStore store() {
        return new R2dbcLastSeenStore(new dev.dewberry.database.Database(pool, Duration.ofSeconds(5)));
    }

    @Test
    void noStatementScansTheTable() throws SQLException {
        try (Connection connection = database.ownerConnection()) {
            connection.createStatement().execute("INSERT INTO last_seen SELECT seq, seq FROM seq_1_to_20000");
            connection.createStatement().execute("ANALYZE TABLE last_seen");
        }
        for (String sql : LastSeenSql.all()) {
            assertThat(rowsRead(sql)).as(sql).isLessThanOrEqualTo(LastSeenSql.largest());
        }
    }

    /// What the optimizer means to read, by whichever way; a scan would be 20,000.
    private long rowsRead(String sql) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement explain = connection.prepareStatement("EXPLAIN " + sql)) {
            int parameters = (int) sql.chars().filter(c -> c == '?').count();
            for (int i = 1; i <= parameters; i++) {
                explain.setLong(i, 100L + i);
            }
            long rows = 0;
            try (ResultSet plan = explain.executeQuery()) {
                while (plan.next()) {
                    boolean inserts = "INSERT".equals(plan.getString("select_type"));
                    assertThat(inserts
                                    || !"ALL".equals(plan.getString("type")) && !"index".equals(plan.getString("type")))
                            .as(sql)
                            .isTrue();
                    rows += plan.getLong("rows");
                }
            }
            return rows;
        }
    }
}
