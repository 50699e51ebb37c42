package dev.dewberry.systemtests.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.FreePort;
import dev.dewberry.systemtests.cluster.Rest;
import dev.dewberry.systemtests.cluster.Role;
import dev.dewberry.systemtests.cluster.Setup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Prometheus and real exporters look at a system that is chatted on: whatever the chart's dashboards and rules
/// ask for is there. The board is one of files ([Board]), since this machine has none of its sensors.
class MonitoringIT {

    /// What this machine, or a system set up as here, does not have, and why.
    private static final Map<String, String> NOT_HERE = Map.of(
            "dewberry_gateway_certificate_expires_seconds", "no TLS in this setup; TlsIT looks at the certificate",
            "node_cpu_scaling_frequency_hertz", "a virtual machine does not tell its cores' clock",
            "dewberry_storage_replica_lag_seconds", "no read replica in this setup; StorageServiceIT has these two",
            "dewberry_storage_replica_usable", "likewise");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// The last that was opened is closed first.
    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    private static DewberryCluster cluster;
    private static Prometheus prometheus;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        cluster = DewberryCluster.shared(Setup.SINGLE);
        // As the chart sets it: without a limit there is no share of it.
        cluster.redis().call(redis -> redis.configSet("maxmemory", "96mb"));
        Exporters exporters = opened(new Exporters(folder, cluster));
        Map<String, Integer> targets = new HashMap<>(exporters.ports());
        cluster.processes()
                .forEach(service -> targets.put("dewberry-" + service.role().label(), service.healthPort()));
        opened(new Chatter(cluster));
        Alertmanager alertmanager =
                opened(new Alertmanager(folder, cluster.process(Role.MESSAGE, 0).port()));
        prometheus = opened(new Prometheus(
                FreePort.next(), folder, targets, ChartQueries.chart().resolve("rules"), alertmanager.port()));
        await().atMost(PATIENCE).until(prometheus::isReady);
    }

    private static <T extends AutoCloseable> T opened(T what) {
        OPEN.addFirst(what);
        return what;
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable open : OPEN) {
            open.close();
        }
        cluster.redis().call(redis -> redis.configSet("maxmemory", "0"));
    }

    @Test
    void everyQueryOfEveryDashboardReturnsData() {
        List<ChartQueries.Query> queries = ChartQueries.ofDashboards();
        assertThat(queries).hasSizeGreaterThan(80);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(queries.stream()
                                .filter(query -> isExpected(query.expression()))
                                .filter(query -> !prometheus.hasData(query.expression())))
                        .isEmpty());
    }

    @Test
    void whatIsNotHereIsNotHere() {
        assertThat(NOT_HERE.keySet()).noneMatch(prometheus::hasData);
    }

    @Test
    void everythingThatARuleLooksAtIsThere() {
        await().atMost(PATIENCE).until(() -> !prometheus.rules().isEmpty());
        Set<String> selectors = prometheus.rules().stream()
                .flatMap(rule -> ChartQueries.selectors(rule.path("query").asString()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(selectors).hasSizeGreaterThan(40);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(selectors.stream()
                                .filter(MonitoringIT::isExpected)
                                .filter(selector -> !prometheus.hasData(selector)))
                        .isEmpty());
    }

    @Test
    void everyRuleCanBeEvaluatedAndNoAlertButTheWatchdogFiresWhileAllIsWell() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(prometheus.rules())
                        .hasSizeGreaterThan(50)
                        .allSatisfy(rule -> assertThat(rule.path("health").asString())
                                .as(rule.path("name").asString())
                                .isEqualTo("ok")));

        assertThat(prometheus.rules().stream()
                        .filter(rule -> rule.path("state").asString("").equals("firing"))
                        .map(rule -> rule.path("name").asString()))
                .containsExactly("Watchdog");
    }

    @Test
    void anAlertArrivesInAConversation() {
        Rest rest = new Rest(cluster.gateway(0));
        String events = "/conversations/" + Setup.Alerts.CONVERSATION + "/events?limit=100";

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(rest.get(events, cluster.accounts().adminToken())
                                        .body()
                                        .toString())
                                .contains("Always fires", "runbooks/Watchdog.md"));
    }

    private static boolean isExpected(String expression) {
        return NOT_HERE.keySet().stream().noneMatch(expression::contains);
    }
}
