package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.LocalMariaDb;
import dev.dewberry.testsupport.SelfSigned;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command of the Job that makes accounts in a MariaDB that is there, with a real client and a real server.
class AccountsJobIT {

    @TempDir
    private static Path folder;

    private static Path certificate;
    private static LocalMariaDb server;

    @BeforeAll
    static void start() throws Exception {
        certificate = folder.resolve("server.crt");
        SelfSigned.make(folder, "EC").writeTo(certificate, folder.resolve("server.key"));
        server = LocalMariaDb.with("--ssl", "--ssl-cert=" + certificate, "--ssl-key=" + folder.resolve("server.key"));
        server.start();
        try (Connection connection = server.rootConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE USER boss@'%' IDENTIFIED BY 'p' REQUIRE SSL");
            statement.execute("GRANT ALL PRIVILEGES ON *.* TO boss@'%' WITH GRANT OPTION");
        }
        write("admin/username", "boss");
        write("admin/password", "p");
    }

    @AfterAll
    static void stop() {
        server.kill();
    }

    @Test
    void makesThemByTlsWhereTheAuthorityVouchesForTheServer() throws Exception {
        assertThat(run("verified", "{enabled: true, caSecret: authority}", Files.readString(certificate)))
                .isZero();
        assertThat(schemas()).contains("verified");
    }

    @Test
    void tellsNothingToAServerOfAnotherAuthority() throws Exception {
        Path another = folder.resolve("another.crt");
        SelfSigned.make(folder, "EC").writeTo(another, folder.resolve("another.key"));

        assertThat(run("refused", "{enabled: true, caSecret: authority}", Files.readString(another)))
                .isNotZero();
        assertThat(schemas()).doesNotContain("refused");
    }

    @Test
    void tellsNothingToAServerWithoutTls() throws Exception {
        LocalMariaDb encrypted = server;
        LocalMariaDb plain = new LocalMariaDb();
        plain.start();
        server = plain;
        try (Connection connection = plain.rootConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE USER boss@'%' IDENTIFIED BY 'p'");
            statement.execute("GRANT ALL PRIVILEGES ON *.* TO boss@'%' WITH GRANT OPTION");

            assertThat(run("plain", "{enabled: true, caSecret: authority}", Files.readString(certificate)))
                    .isNotZero();
            assertThat(schemas()).doesNotContain("plain");
            assertThat(run("plain", "{enabled: false}", "")).as("it could").isZero();
        } finally {
            server = encrypted;
            plain.kill();
        }
    }

    @Test
    void looksAtNoCertificateWhereItIsToldSo() throws Exception {
        assertThat(run("unverified", "{enabled: true, verify: false}", "")).isZero();
        assertThat(run("unasked", "{enabled: false}", "")).isZero();
        assertThat(schemas()).contains("unverified", "unasked");
    }

    /// @return with what the container's command ends
    private static int run(String schema, String tls, String authority) throws Exception {
        write("secrets/accounts.sql", "CREATE DATABASE " + schema + ";\n");
        write("mariadb-ca/ca.crt", authority);
        Manifest job = Renders.with("mariadb: {enabled: false, external: {host: h, adminSecret: a, tls: " + tls + "}}")
                .of("Job")
                .stream()
                .filter(each -> each.name().startsWith("dewberry-accounts-"))
                .findAny()
                .orElseThrow();
        List<String> command = ((List<?>) job.containers().getFirst().get("command"))
                .stream()
                        .map(word -> word.toString().replace("/etc/dewberry", folder.toString()))
                        .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("HOST", "127.0.0.1,elsewhere");
        builder.environment().put("PORT", Integer.toString(server.port()));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
        return process.exitValue();
    }

    private static String schemas() throws SQLException {
        try (Connection connection = server.rootConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT GROUP_CONCAT(schema_name) FROM information_schema.schemata")) {
            row.next();
            return row.getString(1);
        }
    }

    private static void write(String file, String content) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }
}
