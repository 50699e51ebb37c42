package dev.dewberry.helm.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

class MonitoringChartTest {

    private static final Set<String> LIGHT =
            Set.of("prometheus", "grafana", "alertmanager", "node-exporter", "mysqld-exporter", "redis-exporter");
    private static final Set<String> WORKLOADS = Set.of("Deployment", "DaemonSet", "StatefulSet");

    @TempDir
    Path folder;

    private List<Map<String, Object>> render(String values) throws IOException {
        return render("dewberry", values);
    }

    private List<Map<String, Object>> render(String release, String values) throws IOException {
        Path file = Files.writeString(folder.resolve("values.yaml"), values);
        String rendered = new Helm(MonitoringFiles.CHART)
                .template()
                .withName(release)
                .withNamespace("chat")
                .withKubeVersion("1.33.0")
                .withValuesFile(file)
                .call();
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object object : new Yaml().loadAll(rendered)) {
            if (object != null) {
                objects.add(MonitoringFiles.map(object));
            }
        }
        return objects;
    }

    private static final String LIGHT_ON = "monitoring: {light: {enabled: true}}";

    private static List<Map<String, Object>> ofKind(List<Map<String, Object>> objects, String kind) {
        return objects.stream()
                .filter(object -> object.get("kind").equals(kind))
                .toList();
    }

    private static Map<String, Object> one(List<Map<String, Object>> objects, String kind, String name) {
        return ofKind(objects, kind).stream()
                .filter(object -> name(object).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    private static String name(Map<String, Object> object) {
        return (String) MonitoringFiles.map(object.get("metadata")).get("name");
    }

    private static String component(Map<String, Object> object) {
        Object labels = MonitoringFiles.map(object.get("metadata")).get("labels");
        return (String) MonitoringFiles.map(labels).get("app.kubernetes.io/component");
    }

    private static Map<String, Object> at(Map<String, Object> object, String... path) {
        Map<String, Object> found = object;
        for (String key : path) {
            found = MonitoringFiles.map(found.get(key));
        }
        return found;
    }

    private static String data(List<Map<String, Object>> objects, String configMap, String key) {
        return (String) at(one(objects, "ConfigMap", configMap), "data").get(key);
    }

    @Test
    void byDefaultPodsAreFoundByAnnotationsAndNothingElseRuns() throws IOException {
        List<Map<String, Object>> objects = render("");

        Map<String, Object> metrics = one(objects, "Service", "dewberry-gateway-metrics");
        assertThat(at(metrics, "metadata", "annotations"))
                .containsEntry("prometheus.io/scrape", "true")
                .containsEntry("prometheus.io/port", "8081")
                .containsEntry("prometheus.io/path", "/actuator/prometheus");
        assertThat(objects.stream().map(MonitoringChartTest::component)).doesNotContainAnyElementsOf(LIGHT);
        assertThat(ofKind(objects, "ServiceMonitor")).isEmpty();
    }

    @Test
    void anOperatorFindsAServiceMonitorAndEveryRule() throws IOException {
        List<Map<String, Object>> objects = render(
                "monitoring: {scrape: ServiceMonitor, prometheusRules: true, labels: {release: kube-prometheus}}");

        Map<String, Object> monitor = one(objects, "ServiceMonitor", "dewberry-services");
        assertThat(at(monitor, "metadata", "labels")).containsEntry("release", "kube-prometheus");
        Map<String, Object> selected = at(monitor, "spec", "selector", "matchLabels");
        List<Map<String, Object>> services = ofKind(objects, "Service").stream()
                .filter(service -> at(service, "metadata", "labels").entrySet().containsAll(selected.entrySet()))
                .toList();
        assertThat(services.stream().map(MonitoringChartTest::component))
                .containsExactlyInAnyOrder("gateway", "auth", "message", "presence", "storage");
        assertThat(ofKind(objects, "PrometheusRule"))
                .hasSameSizeAs(MonitoringFiles.rules())
                .allSatisfy(rule -> assertThat(at(rule, "spec")).containsKey("groups"));
        assertThat(dashboards(objects)).hasSameSizeAs(MonitoringFiles.dashboards());
    }

    /// One Prometheus, two releases in one namespace: the trouble of one is no alert of the other, and both record.
    @Test
    void twoReleasesUnderOnePrometheusAreToldApart() throws IOException {
        String values = "monitoring: {scrape: ServiceMonitor, prometheusRules: true}";
        List<String> files = new ArrayList<>();
        for (String release : List.of("dewberry", "dewberry-b")) {
            List<Map<String, Object>> objects = render(release, values);
            assertThat(MonitoringFiles.maps(at(one(objects, "ServiceMonitor", release + "-services"), "spec")
                            .get("endpoints")))
                    .allSatisfy(
                            endpoint -> assertThat(endpoint.get("relabelings").toString())
                                    .contains("{targetLabel=installation, replacement=chat/" + release + "}"));
            for (Map<String, Object> rule : ofKind(objects, "PrometheusRule")) {
                Path file = folder.resolve(release + "_" + name(rule) + ".yaml");
                Files.writeString(file, new Yaml().dump(at(rule, "spec")));
                files.add(file.toString());
            }
        }
        Path test = Files.writeString(folder.resolve("test.yaml"), """
                rule_files: %s
                evaluation_interval: 1m
                tests:
                  - interval: 1m
                    input_series:
                      - {series: 'dewberry_gateway_acks_total{installation="chat/dewberry"}', values: '0+60x30'}
                      - {series: 'dewberry_gateway_acks_total{installation="chat/dewberry-b"}', values: '0+120x30'}
                      - {series: 'dewberry_gateway_errors_total{installation="chat/dewberry-b",code="busy"}', values: '0+60x30'}
                      - {series: 'dewberry_clock_believed{installation="chat/dewberry",service="gateway"}', values: '1x30'}
                      - {series: 'dewberry_board_temperature_celsius{instance="board"}', values: '90x30'}
                    promql_expr_test:
                      - expr: dewberry:acks:rate5m
                        eval_time: 20m
                        exp_samples:
                          - {labels: 'dewberry:acks:rate5m{installation="chat/dewberry"}', value: 1}
                          - {labels: 'dewberry:acks:rate5m{installation="chat/dewberry-b"}', value: 2}
                      - expr: ALERTS{alertname="DewberrySendsRefused",alertstate="firing"}
                        eval_time: 20m
                        exp_samples:
                          - {labels: 'ALERTS{alertname="DewberrySendsRefused",alertstate="firing",severity="critical",installation="chat/dewberry-b"}', value: 1}
                      - expr: ALERTS{alertname="DewberryServiceAbsent",alertstate="firing",service="gateway"}
                        eval_time: 20m
                        exp_samples:
                          - {labels: 'ALERTS{alertname="DewberryServiceAbsent",alertstate="firing",severity="critical",service="gateway",installation="chat/dewberry-b"}', value: 1}
                      # The board is everybody's: both have this alert, and it is the same.
                      - expr: ALERTS{alertname="DewberryBoardHot",alertstate="firing"}
                        eval_time: 20m
                        exp_samples:
                          - {labels: 'ALERTS{alertname="DewberryBoardHot",alertstate="firing",severity="warning",instance="board"}', value: 1}
                """.formatted(files));

        Promtool.Result result = Promtool.run(List.of("test", "rules"), List.of(test));

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void aReleaseIsScaledByItsOwnConnectionsAlone() throws IOException {
        List<Map<String, Object>> objects =
                render("dewberry-b", "autoscaling: {enabled: true, provider: keda, gateway: {connections: 4000}}");

        assertThat(MonitoringFiles.maps(at(one(objects, "ScaledObject", "dewberry-b-gateway"), "spec")
                        .get("triggers")))
                .filteredOn(trigger -> trigger.get("type").equals("prometheus"))
                .singleElement()
                .satisfies(
                        trigger -> assertThat(at(trigger, "metadata"))
                                .containsEntry(
                                        "query",
                                        "sum(dewberry_gateway_sockets{namespace=\"chat\",installation=~\"chat/dewberry-b|\"})"));
    }

    /// Nginx has none.
    @Test
    void theMetricsOfHaproxyAreFoundAsThoseOfTheServicesAre() throws IOException {
        String balancer = "loadBalancer: {enabled: true, kind: %s}\n";

        List<Map<String, Object>> annotated = render(balancer.formatted("haproxy"));
        Map<String, Object> metrics = one(annotated, "Service", "dewberry-loadbalancer-metrics");
        assertThat(at(metrics, "metadata", "annotations"))
                .containsEntry("prometheus.io/port", "8404")
                .containsEntry("prometheus.io/path", "/metrics");

        List<Map<String, Object>> operator =
                render(balancer.formatted("haproxy") + "monitoring: {scrape: ServiceMonitor}");
        Map<String, Object> service = one(operator, "Service", "dewberry-loadbalancer-metrics");
        Map<String, Object> monitor = one(operator, "ServiceMonitor", "dewberry-services");
        assertThat(at(service, "metadata", "labels").entrySet())
                .containsAll(at(monitor, "spec", "selector", "matchLabels").entrySet());
        String port = (String) MonitoringFiles.maps(at(service, "spec").get("ports"))
                .getFirst()
                .get("name");
        assertThat(MonitoringFiles.maps(at(monitor, "spec").get("endpoints")))
                .filteredOn(endpoint -> endpoint.get("port").equals(port))
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint).containsEntry("path", "/metrics"));

        List<Map<String, Object>> light = render(balancer.formatted("haproxy") + LIGHT_ON);
        String configuration = data(light, "dewberry-prometheus", "prometheus.yml");
        assertThat(configuration).contains("names: [dewberry-loadbalancer-metrics]", "port: 8404");
        assertThat(one(light, "NetworkPolicy", "dewberry-prometheus").toString())
                .contains("port=8404", "app.kubernetes.io/component=loadbalancer");
        Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
        Promtool.Result result = Promtool.run(List.of("check", "config", "--syntax-only"), List.of(file));
        assertThat(result.exitCode()).as(result.output()).isZero();

        List<Map<String, Object>> nginx = render(balancer.formatted("nginx") + LIGHT_ON);
        assertThat(ofKind(nginx, "Service").stream().map(MonitoringChartTest::name))
                .doesNotContain("dewberry-loadbalancer-metrics");
        assertThat(data(nginx, "dewberry-prometheus", "prometheus.yml")).doesNotContain("loadbalancer");
    }

    /// Single files of a ConfigMap are as they were when the pod began.
    @Test
    void grafanaBeginsAnewWithAnotherSourceOfData() throws IOException {
        String often = "monitoring: {interval: 15s, light: {enabled: true}}";

        assertThat(at(one(render(often), "Deployment", "dewberry-grafana"), "spec", "template"))
                .isNotEqualTo(at(one(render(LIGHT_ON), "Deployment", "dewberry-grafana"), "spec", "template"));
    }

    private static List<Map<String, Object>> dashboards(List<Map<String, Object>> objects) {
        return ofKind(objects, "ConfigMap").stream()
                .filter(map -> "1".equals(at(map, "metadata", "labels").get("grafana_dashboard")))
                .toList();
    }

    @Test
    void dashboardsArriveAsTheyAre() throws IOException {
        List<Map<String, Object>> objects = render("monitoring: {dashboards: true}");

        for (Path file : MonitoringFiles.dashboards()) {
            String key = file.getFileName().toString();
            String map = "dewberry-" + key.replace(".json", "").replace("dewberry-", "dashboard-");
            assertThat(new Yaml().<Object>load(data(objects, map, key))).isEqualTo(MonitoringFiles.yaml(file));
        }
    }

    @Test
    void theLightMonitoringKeepsToTheRestrictedStandardAndItsMemory() throws IOException {
        List<Map<String, Object>> objects = render(LIGHT_ON);
        List<Map<String, Object>> workloads = objects.stream()
                .filter(object -> WORKLOADS.contains(object.get("kind")) && LIGHT.contains(component(object)))
                .toList();
        assertThat(workloads.stream().map(MonitoringChartTest::component)).containsExactlyInAnyOrderElementsOf(LIGHT);

        long megabytes = 0;
        for (Map<String, Object> workload : workloads) {
            Map<String, Object> pod = at(workload, "spec", "template", "spec");
            assertThat(at(pod, "securityContext")).containsEntry("runAsNonRoot", true);
            assertThat(at(pod, "securityContext", "seccompProfile")).containsEntry("type", "RuntimeDefault");
            assertThat(pod).doesNotContainKeys("hostNetwork", "hostPID");
            assertThat(pod.toString()).doesNotContain("hostPath");
            for (Map<String, Object> container : MonitoringFiles.maps(pod.get("containers"))) {
                assertThat(at(container, "securityContext"))
                        .containsEntry("allowPrivilegeEscalation", false)
                        .containsEntry("readOnlyRootFilesystem", true);
                assertThat((String) container.get("image"))
                        .doesNotEndWith(":latest")
                        .contains(":");
                String memory = (String) at(container, "resources", "limits").get("memory");
                megabytes += Long.parseLong(memory.replace("Mi", ""));
            }
        }
        assertThat(megabytes).isLessThanOrEqualTo(760);
    }

    @Test
    void eachOfThemMayTalkOnlyToThoseItNeeds() throws IOException {
        List<Map<String, Object>> objects = render(LIGHT_ON);

        assertThat(ofKind(objects, "NetworkPolicy").stream().map(MonitoringChartTest::component))
                .containsAll(LIGHT);
        Map<String, Object> grafana = one(objects, "NetworkPolicy", "dewberry-grafana");
        assertThat(MonitoringFiles.maps(at(grafana, "spec").get("ingress"))).isEmpty();
        Map<String, Object> mariaDb = one(objects, "NetworkPolicy", "dewberry-mariadb");
        assertThat(at(mariaDb, "spec").get("ingress").toString()).contains("mysqld-exporter", "3306");
        Map<String, Object> redis = one(objects, "NetworkPolicy", "dewberry-redis");
        assertThat(at(redis, "spec").get("ingress").toString()).contains("redis-exporter", "6379");
    }

    @Test
    void grafanaHasNoPasswordButOneOfTheCluster() throws IOException {
        List<Map<String, Object>> objects = render(LIGHT_ON);

        Map<String, Object> grafana = one(objects, "Deployment", "dewberry-grafana");
        assertThat(grafana.toString())
                .contains("GF_SECURITY_ADMIN_PASSWORD__FILE", "secretName=dewberry-admin")
                .doesNotContain("GF_SECURITY_ADMIN_PASSWORD,");
    }

    @Test
    void passwordsOfExportersAreInFilesAlone() throws IOException {
        List<Map<String, Object>> objects = render(LIGHT_ON);

        for (String exporter : List.of("mysqld-exporter", "redis-exporter")) {
            Map<String, Object> pod =
                    at(one(objects, "Deployment", "dewberry-" + exporter), "spec", "template", "spec");
            Map<String, Object> container =
                    MonitoringFiles.maps(pod.get("containers")).getFirst();
            assertThat(container).doesNotContainKey("env");
            assertThat(pod.toString()).contains("presence-password").doesNotContain("secretKeyRef");
        }
    }

    /// The script of the init container makes what the exporters read, also of passwords with odd characters.
    @Test
    void accountsOfExportersAreWrittenAsTheyReadThem() throws Exception {
        List<Map<String, Object>> objects = render(LIGHT_ON);

        assertThat(account(objects, "mysqld-exporter", "my.cnf"))
                .isEqualTo("[client]\nuser = dewberry_presence\npassword = \"a%s$x+/=\"\n");
        assertThat(account(objects, "redis-exporter", "passwords.json"))
                .isEqualTo("{\"redis://presence@dewberry-redis:6379\": \"a%s$x+/=\","
                        + " \"redis://dewberry-redis:6379\": \"a%s$x+/=\"}\n");
    }

    private String account(List<Map<String, Object>> objects, String exporter, String file) throws Exception {
        Map<String, Object> pod = at(one(objects, "Deployment", "dewberry-" + exporter), "spec", "template", "spec");
        Map<String, Object> init =
                MonitoringFiles.maps(pod.get("initContainers")).getFirst();
        Path secret = Files.writeString(folder.resolve("password"), "a%s$x+/=");
        String script = ((List<?>) init.get("command"))
                .getLast()
                .toString()
                .replace("/etc/dewberry/secrets/password", secret.toString())
                .replace("/account/", folder + "/");
        assertThat(new ProcessBuilder("sh", "-ec", script).inheritIO().start().waitFor())
                .isZero();
        return Files.readString(folder.resolve(file));
    }

    @Test
    void itsPrometheusKnowsEveryRuleAndFindsItsAlertmanager() throws IOException {
        List<Map<String, Object>> objects = render(LIGHT_ON);

        assertThat(at(one(objects, "ConfigMap", "dewberry-prometheus-rules"), "data"))
                .hasSameSizeAs(MonitoringFiles.rules());
        String configuration = data(objects, "dewberry-prometheus", "prometheus.yml");
        assertThat(configuration)
                .contains(
                        "dewberry-alertmanager:9093",
                        "scrape_interval: 30s",
                        "external_labels: {installation: chat/dewberry}",
                        "names: [dewberry-gateway-metrics]",
                        "names: [dewberry-mysqld-exporter]");
        Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
        Promtool.Result result = Promtool.run(List.of("check", "config", "--syntax-only"), List.of(file));
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void alertsGoByMailToAWebhookAndToTheDeadMansSwitchWithSecretsFromFiles() throws IOException {
        List<Map<String, Object>> objects = render("""
                monitoring:
                  light: {enabled: true}
                  alerts:
                    email: {to: ops@example.org, from: dewberry@example.org, smarthost: "mail.example.org:587", username: dewberry, passwordSecret: mail}
                    webhook: {urlSecret: hook}
                    deadMansSwitch: {urlSecret: switch}
                """);

        Map<String, Object> configuration = new Yaml().load(data(objects, "dewberry-alertmanager", "alertmanager.yml"));
        Map<String, Map<String, Object>> receivers = MonitoringFiles.maps(configuration.get("receivers")).stream()
                .collect(Collectors.toMap(receiver -> (String) receiver.get("name"), receiver -> receiver));
        assertThat(receivers.get("people").toString())
                .contains(
                        "ops@example.org",
                        "auth_password_file=/etc/alertmanager-secrets/email/password",
                        "url_file=/etc/alertmanager-secrets/webhook/url");
        assertThat(receivers.get("dead-mans-switch").toString())
                .contains("url_file=/etc/alertmanager-secrets/dead-mans-switch/url");
        Map<String, Object> route = MonitoringFiles.map(configuration.get("route"));
        assertThat(MonitoringFiles.maps(route.get("routes")).getFirst())
                .containsEntry("receiver", "dead-mans-switch")
                .containsEntry("matchers", List.of("alertname = Watchdog"))
                // Below the group's: else each second call is left out.
                .containsEntry("group_interval", "5m")
                .containsEntry("repeat_interval", "1s");
        assertThat(MonitoringFiles.maps(configuration.get("inhibit_rules")))
                .filteredOn(rule -> rule.get("source_matchers").toString().contains("DewberryServiceAbsent"))
                .singleElement()
                .satisfies(rule ->
                        assertThat(rule.get("source_matchers").toString()).contains("service =~ \"message|storage\""));
        assertThat(one(objects, "Deployment", "dewberry-alertmanager").toString())
                .contains("secretName=mail", "secretName=hook", "secretName=switch");
    }

    @Test
    void alertsGoIntoAConversationByMessageService() throws IOException {
        List<Map<String, Object>> objects = render("""
                monitoring:
                  light: {enabled: true}
                  alerts: {dewberry: {conversation: "g:88", sender: "1000", tokenSecret: alert-token}}
                """);

        assertThat(data(objects, "dewberry-alertmanager", "alertmanager.yml"))
                .contains(
                        "url: http://dewberry-message:8083/hooks/v1/alertmanager",
                        "credentials_file: /etc/alertmanager-secrets/dewberry/token");
        assertThat(one(objects, "Deployment", "dewberry-message").toString())
                .contains(
                        "name=DEWBERRY_MESSAGE_ALERTS_CONVERSATION, value=g:88",
                        "name=DEWBERRY_MESSAGE_ALERTS_SENDER, value=1000",
                        "configtree:/etc/dewberry/alerts/",
                        "secretName=alert-token",
                        "path=dewberry.message.alerts.token");
        assertThat(one(objects, "Deployment", "dewberry-gateway").toString()).doesNotContain("alert-token");
        assertThat(one(objects, "NetworkPolicy", "dewberry-message").toString()).contains("alertmanager");
    }

    @Test
    void whatIsSwitchedOffIsNotThere() throws IOException {
        List<Map<String, Object>> objects = render("""
                mariadb: {enabled: false, external: {host: db.example.org, adminSecret: a}}
                monitoring:
                  scrape: none
                  light: {enabled: true, grafana: {enabled: false}, nodeExporter: {enabled: false}}
                """);

        assertThat(objects.stream().map(MonitoringChartTest::component))
                .contains("prometheus", "redis-exporter")
                .doesNotContain("grafana", "node-exporter", "mysqld-exporter");
        assertThat(ofKind(render("monitoring: {scrape: none}"), "Service").stream()
                        .map(MonitoringChartTest::name))
                .noneMatch(name -> name.endsWith("-metrics"));
        assertThat(dashboards(objects)).isEmpty();
    }

    @Test
    void mailWithoutASenderIsRefusedAndSoIsWhatTheSchemaDoesNotKnow() {
        assertThatThrownBy(() -> render("monitoring: {light: {enabled: true}, alerts: {email: {to: a@example.org}}}"))
                .hasMessageContaining("monitoring.alerts.email.from");
        assertThatThrownBy(() -> render("monitoring: {light: {prometheus: {retention: forever}}}"))
                .hasMessageContaining("retention");
        assertThatThrownBy(() -> render("monitoring: {lights: {}}")).hasMessageContaining("lights");
    }
}
