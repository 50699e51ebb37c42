package dev.dewberry.setup.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.setup.log.Log;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsInFolderTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Setup setup =
            new Setup(Map.of("TLS_HOSTS", "chat.home"), new Log(new PrintStream(output, true, StandardCharsets.UTF_8)));

    @Test
    void eachSecretIsAFolderAndASecondRunChangesNothing() throws IOException {
        Files.createDirectory(folder.resolve("auth"));
        assertThat(setup.run("secrets", "--to", folder.toString())).isZero();
        Map<String, String> first = files();
        assertThat(first)
                .containsKeys(
                        "auth/dewberry.database.password", "redis/users.acl", "tls/tls.key", "mariadb/accounts.sql");
        assertThat(first.get("gateway/dewberry.bus.uri"))
                .isEqualTo("redis://gateway:" + first.get("redis/gateway-password") + "@redis:6379");
        assertThat(setup.run("secrets", "--to", folder.toString())).isZero();
        assertThat(files()).isEqualTo(first);
    }

    @Test
    void theAccountsAreThoseOfTheLauncher() throws IOException {
        setup.run("secrets", "--to", folder.toString());
        Map<String, String> files = files();
        assertThat(files.get("mariadb/accounts.sql"))
                .contains("ALTER USER 'dewberry_auth'@'%' IDENTIFIED BY '" + files.get("mariadb/auth-password") + "'")
                .contains("GRANT SELECT, INSERT, UPDATE, DELETE ON `dewberry\\_storage`.*")
                .doesNotContain("@service@")
                .doesNotContain("@host@")
                .doesNotContain("password@");
        assertThat(files.get("redis/users.acl").lines())
                .hasSize(7)
                .allMatch(line ->
                        line.matches("user default off resetpass .*|user [a-z]+ on #[0-9a-f]{64} resetkeys .*"));
    }

    /// What was made at an installation is never made again, so an upgrade must find what it looks for under these
    /// names.
    @Test
    void theNamesAndKeysThatWereReleasedAreThere() throws IOException {
        setup.run("secrets", "--to", folder.toString());
        Set<String> released = new TreeSet<>(Set.of(
                "admin/username", "admin/password", "auth/dewberry.admin.username", "auth/dewberry.admin.password"));
        released.addAll(List.of("ca/ca.crt", "ca/ca.key", "tls/ca.crt", "tls/tls.crt", "tls/tls.key"));
        released.addAll(
                List.of("mariadb/accounts.sql", "mariadb/root-password", "redis/probe-password", "redis/users.acl"));
        for (String service : List.of("auth", "gateway", "message", "presence", "storage")) {
            released.addAll(List.of(
                    service + "/dewberry.bus.uri",
                    service + "/dewberry.security.service-key",
                    "redis/" + service + "-password"));
        }
        for (String service : List.of("auth", "presence", "storage")) {
            for (String account : List.of("", "owner-")) {
                released.addAll(List.of(
                        service + "/dewberry.database." + account + "username",
                        service + "/dewberry.database." + account + "password",
                        "mariadb/" + service + "-" + account + "password"));
            }
        }

        assertThat(files().keySet()).containsAll(released);
    }

    @Test
    void aReadReplicaHasAccountsThatCanDoNoMoreThanTheyHaveTo() throws IOException {
        setup.run("secrets", "--to", folder.toString());
        Map<String, String> without = files();
        Map<String, String> settings = Map.of("TLS_HOSTS", "chat.home", "MARIADB_REPLICA", "true");
        new Setup(settings, new Log(new PrintStream(output, true, StandardCharsets.UTF_8)))
                .run("secrets", "--to", folder.toString());
        Map<String, String> with = files();

        assertThat(without.get("mariadb/accounts.sql"))
                .doesNotContain("replication")
                .doesNotContain("reader");
        assertThat(with.get("mariadb/accounts.sql"))
                .startsWith(without.get("mariadb/accounts.sql"))
                .contains("'dewberry_replication'@'%' IDENTIFIED BY '" + with.get("mariadb/replication-password") + "'")
                .contains("GRANT SELECT ON `dewberry\\_storage`.* TO 'dewberry_replication'@'%'");
        assertThat(with.get("mariadb/reader.sql"))
                .contains("IDENTIFIED BY '" + with.get("storage/dewberry.storage.replica.password") + "'")
                .contains("GRANT SELECT ON `dewberry\\_storage`.* TO 'dewberry_storage_reader'@'%'")
                .doesNotContain("@password@");
    }

    @Test
    void whatIsNoCommandIsRefused() {
        assertThat(setup.run("everything")).isEqualTo(1);
        assertThat(setup.run()).isEqualTo(1);
        assertThat(setup.run("secrets", "--to")).isEqualTo(1);
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("secrets --to FOLDER");
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        files.remove(".lock");
        return files;
    }
}
