package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class ChartTest {

    @Test
    void helmFindsNothingToComplainOf() {
        LintResult result = new Helm(Renders.CHART).lint().strict().call();

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        assertThat(result.getMessages()).allMatch(message -> message.startsWith("[INFO]"));
    }

    static List<Renders.Render> renders() {
        return Renders.all();
    }

    @ParameterizedTest
    @MethodSource("renders")
    void everyExampleHasTheFiveServicesAndNoTwoObjectsOfOneName(Renders.Render render) {
        assertThat(render.of("Deployment").stream()
                        .map(deployment -> Manifest.get(deployment.podLabels(), "app.kubernetes.io/component")))
                .contains("gateway", "auth", "message", "presence", "storage");
        assertThat(render.objects().stream().map(Manifest::toString)).doesNotHaveDuplicates();
    }

    @Test
    void anInstallationWithoutValuesIsOneOfEachAndReachableBySockets() {
        Renders.Render render = Renders.of("default");

        assertThat(render.of("Deployment")).hasSize(5).allSatisfy(deployment -> {
            assertThat(deployment.text("spec", "replicas")).isEqualTo("1");
            assertThat(deployment.text("spec", "strategy", "rollingUpdate", "maxSurge"))
                    .isEqualTo("0");
        });
        assertThat(render.of("StatefulSet").stream().map(Manifest::name))
                .containsExactlyInAnyOrder("dewberry-mariadb", "dewberry-redis");
        assertThat(render.of("Job").stream().map(Manifest::name))
                .hasSize(2)
                .anyMatch(name -> name.startsWith("dewberry-setup-"))
                .anyMatch(name -> name.startsWith("dewberry-aot-"));
        assertThat(render.of("PodDisruptionBudget")).isEmpty();
        Manifest service = render.one("Service", "dewberry-gateway");
        assertThat(service.text("spec", "type")).isEqualTo("LoadBalancer");
        assertThat(service.text("spec", "externalTrafficPolicy")).isEqualTo("Local");
        assertThat(service.list("spec", "ports").getFirst())
                .containsEntry("port", 8443)
                .containsEntry("name", "https");
    }

    @Test
    void aClusterHasThreeOfEachServiceAndReplacesThemOneByOne() {
        Renders.Render render = Renders.of("haproxy");

        for (String service : List.of("gateway", "auth", "message", "presence", "storage")) {
            Manifest deployment = render.one("Deployment", "dewberry-" + service);
            assertThat(deployment.text("spec", "replicas")).isEqualTo("3");
            assertThat(deployment.text("spec", "strategy", "rollingUpdate", "maxUnavailable"))
                    .isEqualTo("0");
            render.one("PodDisruptionBudget", "dewberry-" + service);
        }
    }

    @Test
    void whatIsScaledAutomaticallyHasNoNumberOfReplicasOfItsOwn() {
        Renders.Render render = Renders.of("cluster-connections");

        for (String service : List.of("gateway", "message")) {
            assertThat(render.one("Deployment", "dewberry-" + service).map("spec"))
                    .doesNotContainKey("replicas");
            assertThat(render.one("HorizontalPodAutoscaler", "dewberry-" + service)
                            .text("spec", "scaleTargetRef", "name"))
                    .isEqualTo("dewberry-" + service);
        }
        assertThat(render.one("Deployment", "dewberry-storage").map("spec")).containsKey("replicas");
        assertThat(render.one("HorizontalPodAutoscaler", "dewberry-gateway")
                        .content()
                        .toString())
                .contains("dewberry_gateway_sockets", "averageValue=4000");
    }

    @Test
    void theSetupJobGetsANewNameWhenItChangesAndKeepsItOtherwise() {
        String name = setupJob(Renders.of("default"));

        assertThat(setupJob(Renders.with("gateway: {replicas: 2}"))).isEqualTo(name);
        assertThat(setupJob(Renders.with("image: {tag: 9.9.9}"))).isNotEqualTo(name);
    }

    private static String setupJob(Renders.Render render) {
        return render.of("Job").stream()
                .map(Manifest::name)
                .filter(name -> name.startsWith("dewberry-setup-"))
                .findAny()
                .orElseThrow();
    }

    /// Its time begins before its image is there, and the node fetches all others as well, one after the other. A Job
    /// that has failed is not begun again before the night.
    @Test
    void whatAnInstallationWaitsForHasTimeForASlowLine() {
        for (String example : List.of("default", "external-stores")) {
            assertThat(Renders.of(example).of("Job"))
                    .isNotEmpty()
                    .allSatisfy(job -> assertThat((int) Manifest.get(job.content(), "spec", "activeDeadlineSeconds"))
                            .isGreaterThanOrEqualTo(6 * 3600));
        }
    }

    @Test
    void theStoresAreNotRestartedByANewVersionOfTheChart() {
        Manifest mariadb = Renders.of("default").one("StatefulSet", "dewberry-mariadb");
        Manifest newer = Renders.with("image: {tag: 9.9.9}").one("StatefulSet", "dewberry-mariadb");
        Manifest other = Renders.with("mariadb: {bufferPool: 1G}").one("StatefulSet", "dewberry-mariadb");

        assertThat(mariadb.podSpec()).isEqualTo(newer.podSpec());
        assertThat(mariadb.pod()).isEqualTo(newer.pod()).isNotEqualTo(other.pod());
        assertThat(mariadb.pod().toString()).doesNotContain("helm.sh/chart", "app.kubernetes.io/version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gatway: {}",
                "profile: pi-2gb",
                "gateway: {replicas: 0}",
                "gateway: {replicas: many}",
                "gateway: {service: {port: 70000}}",
                "gateway: {service: {type: ExternalName}}",
                "gateway: {service: {loadBalancerSourceRanges: [10.0.0.1]}}",
                "gateway: {resources: {limits: {memory: plenty}}}",
                "gateway: {resources: {limit: {memory: 1Gi}}}",
                "gateway: {extraEnv: [{key: A, value: b}]}",
                "gateway: {peersAreClients: sometimes}",
                "image: {tag: latest}",
                "image: {digests: {gateway: 'sha256:abc'}}",
                "image: {pullPolicy: Sometimes}",
                "mariadb: {bufferPool: 1GiB}",
                "mariadb: {image: {tag: latest}}",
                "mariadb: {external: {port: '3306'}}",
                "redis: {maxMemory: 96 MB}",
                "redis: {persistence: {size: big}}",
                "tls: {mode: false}",
                "tls: {mode: strict}",
                "tls: {source: acme}",
                "tls: {hosts: chat.example.org}",
                "ingress: {controller: apache}",
                "loadBalancer: {algorithm: random}",
                "autoscaling: {gateway: {connections: -1}}",
                "autoscaling: {auth: {enabled: true}}",
                "networkPolicy: {apiServerPorts: []}",
                "setup: {ttl: 3}"
            })
    void theSchemaRefusesWhatIsNoSetting(String values) {
        assertThatThrownBy(() -> Renders.with(values)).hasMessageContaining("values don't meet the specifications");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tls: {source: secret}",
                "tls: {source: cert-manager, hosts: [chat.example.org]}",
                "tls: {source: cert-manager, certManager: {issuerRef: {name: home}}}",
                "mariadb: {enabled: false}",
                "redis: {enabled: false}",
                "{loadBalancer: {enabled: true}, tls: {mode: ingress}}"
            })
    void whatCannotWorkTogetherIsRefusedBeforeItIsInstalled(String values) {
        assertThatThrownBy(() -> Renders.with(values)).hasMessageContaining("execution error");
    }

    @Test
    void theSchemaKnowsJustTheValuesThatThereAre() throws IOException {
        Map<String, Object> values = new Yaml().load(Files.readString(Renders.CHART.resolve("values.yaml")));
        Map<String, Object> schema = new Yaml().load(Files.readString(Renders.CHART.resolve("values.schema.json")));
        Map<String, Object> properties = new LinkedHashMap<>(Manifest.map(schema, "properties"));
        properties.remove("global");

        compare("", values, properties);
    }

    private static void compare(String path, Map<String, Object> values, Map<String, Object> properties) {
        assertThat(new TreeSet<>(properties.keySet()))
                .as("values of %s", path)
                .isEqualTo(new TreeSet<>(values.keySet()));
        values.forEach((key, value) -> {
            Map<String, Object> inner = Manifest.map(properties, key, "properties");
            if (!inner.isEmpty()
                    && !key.equals("digests")
                    && !Manifest.map(values, key).isEmpty()) {
                assertThat(Manifest.get(properties, key, "additionalProperties"))
                        .as("%s.%s", path, key)
                        .isEqualTo(false);
                compare(path + "." + key, Manifest.map(values, key), inner);
            }
        });
    }

    /// What installs without network has all that an installation without values takes, `helm test` as well.
    @Test
    void theBundleHasTheImagesOfOthersThatTheChartTakes() throws IOException {
        String script = Files.readString(Renders.REPOSITORY.resolve("scripts/images.sh"));
        int begin = script.indexOf("${DEWBERRY_BUNDLE_IMAGES-");
        List<String> bundled = List.of(script.substring(script.indexOf('-', begin) + 1, script.indexOf('}', begin))
                .split(" "));
        Set<String> taken = Renders.of("default").withPods().stream()
                .flatMap(object -> object.containers().stream())
                .map(container -> (String) container.get("image"))
                .filter(image -> !image.startsWith("ghcr.io/dewberry/"))
                .collect(Collectors.toSet());

        assertThat(bundled).containsExactlyInAnyOrderElementsOf(taken);
    }

    @Test
    void theChartIsForTheVersionOfTheProject() throws IOException {
        Map<String, Object> chart = new Yaml().load(Files.readString(Renders.CHART.resolve("Chart.yaml")));

        assertThat(Files.readString(Renders.REPOSITORY.resolve("pom.xml")))
                .contains("<artifactId>dewberry</artifactId>\n  <version>" + chart.get("appVersion") + "</version>");
    }
}
