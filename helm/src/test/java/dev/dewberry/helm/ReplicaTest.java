package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The read replica of MariaDB.
class ReplicaTest {

    private static final Renders.Render REPLICA = Renders.of("replica");
    private static final Renders.Render EXTERNAL = Renders.of("external-stores");
    private static final Renders.Render DEFAULT = Renders.of("default");

    @Test
    void withoutItThereIsNothingOfIt() {
        assertThat(contents(DEFAULT.objects()))
                .contains("dewberry-mariadb")
                .doesNotContain("mariadb-replica", "MARIADB_REPLICA");
        assertThat(configuration(DEFAULT, "dewberry-mariadb"))
                .contains("skip-log-bin")
                .doesNotContain("log-bin =");
        assertThat(environment(DEFAULT)).doesNotContainKey("DEWBERRY_STORAGE_REPLICA_HOST");
    }

    @Test
    void thePrimaryKeepsOnTheDiskWhatTheReplicaReads() {
        assertThat(configuration(REPLICA, "dewberry-mariadb"))
                .contains("server-id = 1", "log-bin = binlog", "sync-binlog = 1", "innodb_flush_log_at_trx_commit = 1")
                .doesNotContain("skip-log-bin");
    }

    @Test
    void theReplicaTakesNoWritesAndHasItsOwnMemoryAndDisk() {
        assertThat(configuration(REPLICA, "dewberry-mariadb-replica"))
                .contains("server-id = 2", "read-only = ON", "innodb_buffer_pool_size = 1G");
        Manifest set = REPLICA.one("StatefulSet", "dewberry-mariadb-replica");
        assertThat(Manifest.get(set.containers().getFirst(), "resources", "limits", "memory"))
                .isEqualTo("2Gi");
        assertThat(set.list("spec", "volumeClaimTemplates").getFirst().toString())
                .contains("40Gi", "storageClassName=ssd");
    }

    @Test
    void storageAloneIsToldOfItAndReachesIt() {
        assertThat(environment(REPLICA))
                .containsEntry("DEWBERRY_STORAGE_REPLICA_HOST", "dewberry-mariadb-replica")
                .containsEntry("DEWBERRY_STORAGE_REPLICA_PORT", "3306");
        assertThat(peers("dewberry-mariadb-replica", "ingress"))
                .contains("component=storage")
                .doesNotContain("auth");
        assertThat(peers("dewberry-mariadb-replica", "egress")).contains("component=mariadb}");
        assertThat(peers("dewberry-mariadb", "ingress")).contains("component=mariadb-replica}");
        assertThat(peers("dewberry-storage", "egress")).contains("component=mariadb-replica}");
        assertThat(peers("dewberry-auth", "egress")).doesNotContain("replica");
    }

    /// A replica that is switched on later finds a Secret without its password.
    @Test
    void storageWaitsForTheReadersPassword() {
        for (Renders.Render render : List.of(REPLICA, EXTERNAL)) {
            assertThat(render.one("Deployment", "dewberry-storage").content().toString())
                    .contains("{key=dewberry.storage.replica.password,");
            assertThat(render.one("Deployment", "dewberry-auth").content().toString())
                    .doesNotContain("replica.password");
        }
        assertThat(contents(DEFAULT.of("Deployment"))).doesNotContain("replica.password");
    }

    @Test
    void oneOfTheOwnersIsNamedByItsHost() {
        assertThat(environment(EXTERNAL))
                .containsEntry("DEWBERRY_STORAGE_REPLICA_HOST", "mariadb-read.example.org")
                .containsEntry("DEWBERRY_STORAGE_REPLICA_PORT", "3308");
        assertThat(EXTERNAL.one("NetworkPolicy", "dewberry-storage").content().toString())
                .contains("port=3308");
        assertThat(EXTERNAL.of("StatefulSet")).isEmpty();
        assertThat(contents(EXTERNAL.of("Job"))).contains("MARIADB_REPLICA");
    }

    private static String contents(List<Manifest> objects) {
        return objects.stream().map(object -> object.content().toString()).collect(Collectors.joining());
    }

    private static String configuration(Renders.Render render, String name) {
        return render.one("ConfigMap", name).text("data", "dewberry.cnf");
    }

    private static String peers(String policy, String direction) {
        return REPLICA.one("NetworkPolicy", policy).list("spec", direction).toString();
    }

    private static Map<Object, Object> environment(Renders.Render render) {
        List<Map<String, Object>> all = Manifest.list(
                render.one("Deployment", "dewberry-storage").containers().getFirst(), "env");
        Map<Object, Object> environment = new HashMap<>();
        all.forEach(one -> environment.put(one.get("name"), one.get("value")));
        return environment;
    }
}
