package dev.dewberry.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class LocalServersIT {

    @Test
    void aKilledMariaDbComesBackOnTheSamePortWithWhatWasCommitted() throws SQLException {
        LocalMariaDb server = new LocalMariaDb();
        server.start();
        try {
            Database database = server.createDatabase("kill");
            try (Connection owner = database.ownerConnection();
                    Statement statement = owner.createStatement()) {
                statement.execute("CREATE TABLE note (id INT PRIMARY KEY)");
                statement.execute("INSERT INTO note VALUES (7)");
            }
            int port = server.port();
            long pid = server.pid();

            server.kill();
            assertThat(ProcessHandle.of(pid)).isEmpty();
            assertThatThrownBy(server::rootConnection).isInstanceOf(SQLException.class);
            server.start();

            assertThat(server.port()).isEqualTo(port);
            try (Connection runtime = database.connection();
                    Statement statement = runtime.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT id FROM note")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(7);
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void aStoppedRedisKeepsItsKeysAndAWipedOneLosesThem() {
        LocalRedis server = new LocalRedis();
        server.start();
        try {
            server.call(commands -> commands.set("dw:kept", "1"));

            server.stop();
            server.start();
            assertThat(get(server, "dw:kept")).isEqualTo("1");

            server.wipe();
            server.start();
            assertThat(get(server, "dw:kept")).isNull();
        } finally {
            server.stop();
        }
    }

    private static String get(Redis redis, String key) {
        return redis.call(commands -> commands.get(key));
    }
}
