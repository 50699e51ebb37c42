package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// MariaDB and Redis are set as the launcher sets them: what was measured and tested there is what runs here.
class StoresTest {

    /// Where things are, who may run them, and what the image does by itself.
    private static final Set<String> NOT_IN_A_CONTAINER = Set.of(
            "$user_line",
            "datadir",
            "socket",
            "pid-file",
            "tmpdir",
            "secure-file-priv",
            "init-file",
            "bind-address",
            "port",
            // MariaDB 11.8 has TLS by itself, and its clients ask for it.
            "skip-ssl");

    private static final Set<String> OF_REDIS_NOT_IN_A_CONTAINER =
            Set.of("bind", "port", "dir", "aclfile", "daemonize");

    @Test
    void mariadbIsSetAsTheLauncherSetsIt() throws IOException {
        String launcher = hereDocument("server.cnf").replace("${DEWBERRY_MARIADB_BUFFER_POOL:-192M}", "192M");
        Set<String> expected = settings(launcher, "=", NOT_IN_A_CONTAINER);
        Set<String> chart = settings(configuration("mariadb", "dewberry.cnf"), "=", Set.of());

        assertThat(expected).hasSizeGreaterThan(12);
        assertThat(chart).containsAll(expected);
    }

    @Test
    void redisIsSetAsTheLauncherSetsIt() throws IOException {
        String launcher = hereDocument("redis.conf").replace("${DEWBERRY_REDIS_MEMORY:-96mb}", "96mb");
        Set<String> expected = settings(launcher, " ", OF_REDIS_NOT_IN_A_CONTAINER);

        assertThat(expected).hasSizeGreaterThan(4);
        assertThat(settings(configuration("redis", "redis.conf"), " ", Set.of()))
                .containsAll(expected);
    }

    @Test
    void theUsersOfRedisMayDoWhatTheyMayOfTheLauncher() throws IOException {
        assertThat(Renders.CHART.resolve("files/redis-users.acl"))
                .as("./dewberry manifests copies it")
                .hasSameTextualContentAs(Renders.REPOSITORY.resolve("scripts/redis-users.acl"));
    }

    @Test
    void whatIsSetBesidesComesLastAndSoCounts() {
        assertThat(Renders.of("everything").one("ConfigMap", "chat-mariadb").text("data", "dewberry.cnf"))
                .contains("innodb_buffer_pool_size = 256M")
                .endsWith("max_connections = 222\nslow_query_log = ON\n");
        assertThat(Renders.of("everything").one("ConfigMap", "chat-redis").text("data", "redis.conf"))
                .contains("maxmemory 128mb")
                .endsWith("loglevel warning\n");
    }

    @Test
    void aClusterOfTheOwnersIsNamedWholeAndReached() {
        Renders.Render render = Renders.of("high-availability");

        assertThat(render.one("Deployment", "dewberry-auth").content().toString())
                .contains("value=198.18.0.1,198.18.0.2,198.18.0.3");
        assertThat(render.one("NetworkPolicy", "dewberry-gateway").content().toString())
                .contains("port=6379", "port=26379");
        assertThat(Renders.of("external-stores")
                        .one("NetworkPolicy", "dewberry-gateway")
                        .content()
                        .toString())
                .doesNotContain("26379");
    }

    @Test
    void whoSpeaksToAStoreOfTheOwnersByTlsKnowsItsAuthority() {
        Renders.Render render = Renders.of("external-tls");

        for (String service : Set.of("auth", "presence", "storage")) {
            assertThat(render.one("Deployment", "dewberry-" + service).content().toString())
                    .contains(
                            "{name=DEWBERRY_DATABASE_TLS_ENABLED, value=true}",
                            "{name=DEWBERRY_DATABASE_TLS_VERIFY, value=true}",
                            "{name=DEWBERRY_DATABASE_TLS_AUTHORITY, value=/etc/dewberry/mariadb-ca/ca.crt}",
                            "mountPath=/etc/dewberry/mariadb-ca",
                            "secretName=mariadb-authority");
        }
        for (String service : Set.of("gateway", "message")) {
            assertThat(render.one("Deployment", "dewberry-" + service).content().toString())
                    .doesNotContain("DATABASE", "mariadb");
        }
        for (String service : Set.of("auth", "gateway", "message", "presence", "storage")) {
            assertThat(render.one("Deployment", "dewberry-" + service).content().toString())
                    .contains(
                            "{name=DEWBERRY_BUS_TLS_AUTHORITY, value=/etc/dewberry/redis-ca/ca.crt}",
                            "mountPath=/etc/dewberry/redis-ca",
                            "secretName=redis-authority");
        }
        assertThat(Renders.of("external-stores")
                        .one("Deployment", "dewberry-auth")
                        .content()
                        .toString())
                .doesNotContain("BUS_TLS", "DATABASE_TLS");
        // Nothing of it is for the chart's own.
        assertThat(Renders.with(
                                "{mariadb: {external: {tls: {enabled: true, caSecret: a}}}, redis: {external: {tls: {caSecret: b}}}}")
                        .objects()
                        .stream()
                        .map(object -> object.content().toString()))
                .noneMatch(text ->
                        text.contains("DATABASE_TLS") || text.contains("BUS_TLS") || text.contains("mariadb-ca"));
    }

    /// Twelve seconds without a message for a MariaDB that had started in three, in a cluster.
    @Test
    void aStoreIsReachedWhenItAnswersAndNotAtItsNextProbe() {
        for (String store : Set.of("mariadb", "redis")) {
            assertThat(Renders.of("default").one("Service", "dewberry-" + store).map("spec"))
                    .containsEntry("publishNotReadyAddresses", true)
                    .doesNotContainKey("clusterIP");
        }
    }

    /// One after the other, Kubernetes waits for ever for a pod that cannot start, and an upgrade that was taken back
    /// does not replace it.
    @Test
    void aStoreThatAnUpgradeBrokeIsReplacedWhenTheUpgradeIsTakenBack() {
        assertThat(Renders.of("replica").of("StatefulSet"))
                .hasSize(3)
                .allSatisfy(store ->
                        assertThat(store.text("spec", "podManagementPolicy")).isEqualTo("Parallel"));
    }

    private static String configuration(String store, String file) {
        return Renders.of("default").one("ConfigMap", "dewberry-" + store).text("data", file);
    }

    private static String hereDocument(String file) throws IOException {
        String script = Files.readString(Renders.REPOSITORY.resolve("scripts/servers.sh"));
        int begin = script.indexOf('\n', script.indexOf("$folder/" + file + "\" <<END"));
        return script.substring(begin, script.indexOf("\nEND\n", begin));
    }

    private static Set<String> settings(String text, String separator, Set<String> without) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("["))
                .filter(line -> !without.contains(line.split(separator)[0].strip()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
