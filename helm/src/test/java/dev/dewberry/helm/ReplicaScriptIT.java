package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.testsupport.LocalMariaDb;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The chart's script, with the chart's settings and the setup's accounts, between two real servers.
@Tag("slow")
class ReplicaScriptIT {

    private static final Path ACCOUNTS =
            Renders.REPOSITORY.resolve("cluster-setup/src/main/resources/dev/dewberry/setup/secret");

    @TempDir
    private Path folder;

    private LocalMariaDb primary;
    private int port;
    private Process replica;

    @BeforeEach
    void start() throws IOException, SQLException {
        primary = LocalMariaDb.with(options("dewberry-mariadb").toArray(new String[0]));
        primary.start();
        port = freePort();
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.createDirectories(folder.resolve("run"));
        Files.writeString(secrets.resolve("root-password"), "root's");
        Files.writeString(secrets.resolve("replication-password"), "it's\\a secret");
        Files.writeString(secrets.resolve("reader.sql"), accounts("mariadb-reader.sql", "reader's"));
        onPrimary("CREATE DATABASE dewberry_storage");
        onPrimary("CREATE TABLE dewberry_storage.meta (name VARCHAR(32) PRIMARY KEY, value VARCHAR(255))");
        onPrimary("INSERT INTO dewberry_storage.meta VALUES ('epoch', 'one')");
        onPrimary("CREATE DATABASE dewberry_auth");
        for (String line : accounts("mariadb-replication.sql", "it's\\a secret").split("\n", -1)) {
            if (!line.isBlank()) {
                onPrimary(line);
            }
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        end();
        primary.kill();
    }

    @Test
    void copiesThePrimaryAndFollowsIt() throws Exception {
        // What a copy leaves behind that was broken off.
        Files.writeString(Files.createDirectories(folder.resolve("data")).resolve("ibdata1"), "half");
        run();
        assertThat(epoch()).isEqualTo("one");
        onPrimary("UPDATE dewberry_storage.meta SET value = 'two'");
        onPrimary("CREATE TABLE dewberry_auth.secret (id INT)");
        Waiting.until("The replica follows: " + log(), () -> epoch().equals("two"));

        end();
        onPrimary("UPDATE dewberry_storage.meta SET value = 'three'");
        run();
        Waiting.until("The replica catches up: " + log(), () -> epoch().equals("three"));

        assertThat(log()).containsOnlyOnce("Copied.");
        try (Connection reader = reader();
                Statement statement = reader.createStatement()) {
            assertThatThrownBy(() -> statement.execute("UPDATE meta SET value = 'mine'"))
                    .isInstanceOf(SQLException.class);
            try (ResultSet schemas = statement.executeQuery("SHOW DATABASES")) {
                List<String> names = new ArrayList<>();
                while (schemas.next()) {
                    names.add(schemas.getString(1));
                }
                assertThat(names).containsExactlyInAnyOrder("dewberry_storage", "information_schema");
            }
        }
    }

    private void run() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "setpriv", "--pdeathsig", "KILL", "--", "bash", "dewberry/files/mariadb-replica.sh", "--no-defaults"));
        command.addAll(options("dewberry-mariadb-replica"));
        command.addAll(List.of(
                "--datadir=" + folder.resolve("data"), "--bind-address=127.0.0.1", "--port=" + port, "--skip-ssl"));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("replica.log").toFile()));
        builder.environment()
                .putAll(Map.of(
                        "DATA_FOLDER", folder.resolve("data").toString(),
                        "RUN_FOLDER", folder.resolve("run").toString(),
                        "SECRETS_FOLDER", folder.resolve("secrets").toString(),
                        "PRIMARY_HOST", "127.0.0.1",
                        "PRIMARY_PORT", Integer.toString(primary.port())));
        builder.environment().merge("PATH", "/usr/sbin", (path, more) -> path + ":" + more);
        replica = builder.start();
        Waiting.until("The replica answers: " + log(), () -> !epoch().isEmpty());
    }

    private void end() throws InterruptedException {
        replica.destroy();
        assertThat(replica.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /// Those of the chart that are the server's, and not its place's.
    private static List<String> options(String name) {
        return Renders.of("replica")
                .one("ConfigMap", name)
                .text("data", "dewberry.cnf")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("["))
                .filter(line -> !line.startsWith("innodb_"))
                .map(line -> "--" + line.replace(" = ", "="))
                .toList();
    }

    private static String accounts(String file, String password) throws IOException {
        return Files.readString(ACCOUNTS.resolve(file))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replace(
                                "@password@", password.replace("\\", "\\\\").replace("'", "''"))
                        + "\n")
                .reduce("", String::concat);
    }

    private void onPrimary(String sql) throws SQLException {
        try (Connection connection = primary.rootConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection reader() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + port + "/dewberry_storage?connectTimeout=2000",
                "dewberry_storage_reader",
                "reader's");
    }

    private String epoch() {
        try (Connection connection = reader();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT value FROM meta")) {
            return rows.next() ? rows.getString(1) : "";
        } catch (SQLException e) {
            return "";
        }
    }

    private String log() throws IOException {
        Path log = folder.resolve("replica.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
