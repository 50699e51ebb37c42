package dev.dewberry.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A MariaDB server as a process of this machine, with its own data folder, on a port of its own of 127.0.0.1.
///
/// Settings that decide what survives a crash are the product's.
public final class LocalMariaDb implements MariaDb {

    private static final String PACKAGES = "mariadb-server";

    private final int port = Ports.next();
    private final Path folder = TestFolders.create("mariadb");
    private final Path data = folder.resolve("data");
    private final Path log = folder.resolve("mariadbd.log");
    private final String rootPassword;
    private final ServerProcess process;

    private final List<String> options;

    public LocalMariaDb() {
        this(Map.of());
    }

    /// @param environment of the server beyond that of this JVM
    public LocalMariaDb(Map<String, String> environment) {
        this(environment, List.of("--skip-log-bin"), UUID.randomUUID().toString());
    }

    private LocalMariaDb(Map<String, String> environment, List<String> options, String rootPassword) {
        this.rootPassword = rootPassword;
        process = new ServerProcess("MariaDB", log, environment);
        this.options = List.copyOf(options);
    }

    /// With options of the server's beyond the usual ones, and these as the last, which count.
    public static LocalMariaDb with(String... options) {
        return new LocalMariaDb(Map.of(), List.of(options), UUID.randomUUID().toString());
    }

    /// As [#with], of the same administrator, as the members of one cluster have to be.
    public LocalMariaDb another(String... options) {
        return new LocalMariaDb(Map.of(), List.of(options), rootPassword);
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        if (process.isAlive()) {
            return;
        }
        if (!Files.exists(data)) {
            install();
        }
        process.start(command(), this::answers);
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void kill() {
        process.kill();
    }

    /// Kills the server and removes its data, the schemas included. The next [#start()] begins with nothing.
    public void wipe() {
        kill();
        TestFolders.delete(data);
    }

    /// Follows another, from what that one has now on. The other writes a binary log (`--log-bin`, with another
    /// `--server-id` than this one).
    ///
    /// @param more of `CHANGE MASTER TO`, such as `, MASTER_DELAY = 2`
    public void follow(LocalMariaDb primary, String more) throws SQLException {
        String password = UUID.randomUUID().toString();
        String position;
        try (Connection connection = primary.rootConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE OR REPLACE USER replication@'127.0.0.1' IDENTIFIED BY '" + password + "'");
            statement.execute("GRANT REPLICATION SLAVE ON *.* TO replication@'127.0.0.1'");
            try (ResultSet row = statement.executeQuery("SELECT @@GLOBAL.gtid_binlog_pos")) {
                row.next();
                position = row.getString(1);
            }
        }
        try (Connection connection = rootConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET GLOBAL gtid_slave_pos = '" + position + "'");
            statement.execute("CHANGE MASTER TO MASTER_HOST = '" + primary.host() + "', MASTER_PORT = " + primary.port()
                    + ", MASTER_USER = 'replication', MASTER_PASSWORD = '" + password
                    + "', MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1" + more);
            statement.execute("START SLAVE");
        }
    }

    /// The data folder, which is there once the server has been started.
    public Path data() {
        return data;
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public Connection rootConnection() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://127.0.0.1:" + port + "/?connectTimeout=5000", "root", rootPassword);
    }

    private void install() {
        List<String> command = new ArrayList<>(List.of(
                Executables.require(PACKAGES, "mariadb-install-db", "mysql_install_db"),
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                // Also where the machine's own name has no address.
                "--force"));
        addUser(command);
        ServerProcess.runToEnd(command, log, Duration.ofMinutes(2));
        if (isRoot() && options.contains("--wsrep-on=ON")) {
            // Root's rsync receives the copy of another member as this user.
            ServerProcess.runToEnd(List.of("chown", "-R", "nobody", data.toString()), log, Duration.ofSeconds(20));
        }
        try {
            Files.writeString(folder.resolve("init.sql"), """
                    CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY '%s';
                    GRANT ALL PRIVILEGES ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
                    """.formatted(rootPassword));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Executables.require(PACKAGES, "mariadbd", "mysqld"),
                "--no-defaults",
                "--datadir=" + data,
                "--init-file=" + folder.resolve("init.sql"),
                "--socket=" + folder.resolve("m.sock"),
                "--pid-file=" + folder.resolve("mariadbd.pid"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--skip-name-resolve",
                "--skip-ssl",
                "--performance-schema=OFF",
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_bin",
                "--transaction-isolation=READ-COMMITTED",
                "--innodb-flush-log-at-trx-commit=1",
                "--innodb-buffer-pool-size=64M",
                "--innodb-log-file-size=32M",
                "--max-connections=200"));
        command.addAll(options);
        addUser(command);
        return command;
    }

    private static void addUser(List<String> command) {
        if (isRoot()) {
            // Not another user: changing it would cancel the signal that ends the server with this JVM.
            command.add("--user=root");
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private boolean answers() {
        try (Connection connection = rootConnection()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }
}
