package dev.dewberry.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dewberry.testsupport.LocalMariaDb;
import io.r2dbc.pool.ConnectionPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstWritableIT {

    private static final Duration SOON = Duration.ofSeconds(15);

    private final LocalMariaDb first = new LocalMariaDb();
    private final LocalMariaDb second = new LocalMariaDb();
    private ConnectionPool pool;
    private Database database;

    @BeforeEach
    void start() throws SQLException {
        first.start();
        second.start();
        for (LocalMariaDb server : List.of(first, second)) {
            on(server, "CREATE DATABASE d");
            on(server, "CREATE USER 'u'@'%' IDENTIFIED BY 'p'");
            on(server, "GRANT SELECT ON d.* TO 'u'@'%'");
        }
        String hosts = "127.0.0.1:" + first.port() + ",127.0.0.1:" + second.port();
        DatabaseProperties properties =
                new DatabaseProperties(hosts, 1, "d", "u", "p", null, "", 3, 1, Duration.ofSeconds(5));
        pool = MariaDbConnections.pool(properties);
        database = new Database(pool, properties.timeout());
    }

    @AfterEach
    void stop() {
        pool.dispose();
        first.kill();
        second.kill();
    }

    @Test
    void shouldUseTheFirstServerThatCanBeWrittenTo() throws SQLException {
        assertThat(port()).isEqualTo(first.port());

        on(first, "SET GLOBAL read_only = ON");
        awaitPort(second);
        on(first, "SET GLOBAL read_only = OFF");
        awaitPort(first);
        first.kill();
        awaitPort(second);
        first.start();
        awaitPort(first);
        second.kill();
        first.kill();
        assertThatThrownBy(this::port).isInstanceOf(UnreachableException.class);
        second.start();
        awaitPort(second);
    }

    private void awaitPort(LocalMariaDb server) {
        await().atMost(SOON).ignoreExceptions().until(() -> port() == server.port());
    }

    private int port() {
        return database.with(session -> session.query("SELECT @@port", List.of(), row -> (int) Columns.number(row, 0))
                        .next())
                .blockOptional(SOON)
                .orElseThrow();
    }

    private static void on(LocalMariaDb server, String sql) throws SQLException {
        try (Connection connection = server.rootConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
