package dev.dewberry.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.database.DatabaseProperties.Tls;
import dev.dewberry.testsupport.LocalMariaDb;
import dev.dewberry.testsupport.SelfSigned;
import io.r2dbc.pool.ConnectionPool;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With the driver of the services and with that of the migrations, to a MariaDB whose accounts are refused without
/// TLS.
class TlsIT {

    private static final String CIPHER = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";

    @TempDir
    private static Path folder;

    private static LocalMariaDb server;
    private static String authority;
    private static String another;

    @BeforeAll
    static void start() throws Exception {
        Path certificate = folder.resolve("server.crt");
        Path key = folder.resolve("server.key");
        SelfSigned.make(folder, "EC").writeTo(certificate, key);
        authority = certificate.toString();
        another = folder.resolve("another.crt").toString();
        SelfSigned.make(folder, "EC").writeTo(Path.of(another), folder.resolve("another.key"));
        server = LocalMariaDb.with("--ssl", "--ssl-cert=" + certificate, "--ssl-key=" + key);
        server.start();
        onServer("CREATE DATABASE d");
        onServer("CREATE USER 'u'@'%' IDENTIFIED BY 'p' REQUIRE SSL");
        onServer("GRANT ALL PRIVILEGES ON d.* TO 'u'@'%'");
    }

    @AfterAll
    static void stop() {
        server.kill();
    }

    @Test
    void shouldReachAServerThatIsWhoItSaysAndMigrateThere() throws SQLException {
        DatabaseProperties properties = properties(new Tls(true, authority, true));

        Migrations.run(properties);

        assertThat(cipherOfQueries(properties)).isNotEmpty();
        assertThat(cipherOfMigrations(properties)).isNotEmpty();
    }

    @Test
    void shouldRefuseAServerOfAnotherAuthority() {
        refuses(new Tls(true, another, true));
    }

    /// Nobody whom the JVM trusts by itself has signed it. With a MariaDB of 11.4 or later the driver of the migrations
    /// finds it out another way: whoever knows the account's password vouches for the certificate.
    @Test
    void shouldRefuseAServerThatNobodyVouchesFor() {
        assertThatThrownBy(() -> cipherOfQueries(properties(new Tls(true, "", true))))
                .isInstanceOf(UnreachableException.class)
                .hasStackTraceContaining("unable to find valid certification path");
    }

    @Test
    void shouldRefuseAServerOfAnotherNameUnlessToldNotToLook() throws Exception {
        Path certificate = folder.resolve("nameless.crt");
        Path key = folder.resolve("nameless.key");
        SelfSigned.authority(folder).writeTo(certificate, key);
        LocalMariaDb nameless = LocalMariaDb.with("--ssl", "--ssl-cert=" + certificate, "--ssl-key=" + key);
        nameless.start();
        LocalMariaDb named = server;
        server = nameless;
        try {
            onServer("CREATE DATABASE d");
            onServer("CREATE USER 'u'@'%' IDENTIFIED BY 'p' REQUIRE SSL");
            onServer("GRANT ALL PRIVILEGES ON d.* TO 'u'@'%'");

            refuses(new Tls(true, certificate.toString(), true));
            assertThat(cipherOfQueries(properties(new Tls(true, certificate.toString(), false))))
                    .isNotEmpty();
            assertThat(cipherOfMigrations(properties(new Tls(true, certificate.toString(), false))))
                    .isNotEmpty();
        } finally {
            server = named;
            nameless.kill();
        }
    }

    @Test
    void shouldNotSpeakInPlainToAServerWithoutTls() throws SQLException {
        LocalMariaDb plain = new LocalMariaDb();
        plain.start();
        LocalMariaDb encrypted = server;
        server = plain;
        try {
            onServer("CREATE DATABASE d");
            onServer("CREATE USER 'u'@'%' IDENTIFIED BY 'p'");
            onServer("GRANT ALL PRIVILEGES ON d.* TO 'u'@'%'");

            refuses(new Tls(true, authority, true));
            refuses(new Tls(true, "", false));
            assertThat(cipherOfQueries(properties(Tls.NONE))).isEmpty();
        } finally {
            server = encrypted;
            plain.kill();
        }
    }

    private static void refuses(Tls tls) {
        assertThatThrownBy(() -> cipherOfQueries(properties(tls))).isInstanceOf(UnreachableException.class);
        assertThatThrownBy(() -> cipherOfMigrations(properties(tls))).isInstanceOf(SQLException.class);
    }

    private static DatabaseProperties properties(Tls tls) {
        return new DatabaseProperties(
                "127.0.0.1", server.port(), "d", "u", "p", "u", "p", 1, 1, Duration.ofSeconds(5), tls);
    }

    private static String cipherOfQueries(DatabaseProperties properties) {
        ConnectionPool pool = MariaDbConnections.pool(properties);
        try {
            return new Database(pool, properties.timeout())
                    .with(session -> session.query(CIPHER, List.of(), row -> Columns.text(row, 1))
                            .next())
                    .blockOptional(Duration.ofSeconds(15))
                    .orElseThrow();
        } finally {
            pool.dispose();
        }
    }

    /// As Flyway connects.
    private static String cipherOfMigrations(DatabaseProperties properties) throws SQLException {
        Properties settings = new Properties();
        settings.putAll(Migrations.encrypted(properties.tls()));
        // Else it goes on asking for half a minute.
        settings.put("retriesAllDown", "1");
        settings.put("user", properties.username());
        settings.put("password", properties.password());
        try (Connection connection = DriverManager.getConnection(Migrations.url(properties), settings);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(CIPHER)) {
            row.next();
            return row.getString(2);
        }
    }

    private static void onServer(String sql) throws SQLException {
        try (Connection connection = server.rootConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
