package dev.dewberry.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.testcontainers.containers.GenericContainer;

/// MariaDB in a container. The image is `mariadb:11.8`, or the one that `DEWBERRY_TEST_MARIADB_IMAGE` names; it takes
/// `MARIADB_ROOT_PASSWORD` and options of the server like the official one.
final class ContainerMariaDb implements MariaDb {

    private final int port = Ports.next();
    private final String rootPassword = UUID.randomUUID().toString();
    private final HostNetworkContainer container;

    ContainerMariaDb() {
        GenericContainer<?> image = new GenericContainer<>(
                        System.getenv().getOrDefault("DEWBERRY_TEST_MARIADB_IMAGE", "mariadb:11.8"))
                .withEnv("MARIADB_ROOT_PASSWORD", rootPassword)
                .withEnv("MARIADB_ROOT_HOST", "%")
                .withCommand(
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
                        "--max-connections=200");
        container = new HostNetworkContainer(image, this::answers);
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
        container.start();
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public void kill() {
        container.kill();
    }

    @Override
    public Connection rootConnection() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://" + host() + ":" + port() + "/?connectTimeout=5000", "root", rootPassword);
    }

    private boolean answers() {
        try (Connection connection = rootConnection()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }
}
