package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who finds whom, and who may.
class NetworkTest {

    private static final String COMPONENT = "app.kubernetes.io/component";

    static List<Renders.Render> renders() {
        return Renders.all();
    }

    @ParameterizedTest
    @MethodSource("renders")
    void everyServiceFindsPodsAndNamesOneOfTheirPorts(Renders.Render render) {
        for (Manifest service : render.of("Service")) {
            List<Manifest> found = selected(render, service.map("spec", "selector"));
            assertThat(found).as("%s", service).hasSize(1);
            List<Object> ports = found.getFirst().containers().stream()
                    .flatMap(container -> Manifest.list(container, "ports").stream())
                    .flatMap(port -> Stream.of(port.get("name"), port.get("containerPort")))
                    .toList();
            for (Map<String, Object> port : service.list("spec", "ports")) {
                assertThat(ports).as("%s", service).contains(port.get("targetPort"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("renders")
    void everySelectorFindsThePodsOfItsOwnObject(Renders.Render render) {
        for (Manifest object : render.withPods()) {
            Map<String, Object> selector = object.map("spec", "selector", "matchLabels");
            if (!selector.isEmpty()) {
                assertThat(selected(render, selector)).as("%s", object).containsExactly(object);
            }
        }
        for (Manifest budget : render.of("PodDisruptionBudget")) {
            assertThat(selected(render, budget.map("spec", "selector", "matchLabels")))
                    .as("%s", budget)
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("renders")
    void everyProbeAndEveryIngressNamesAPortThatThereIs(Renders.Render render) {
        for (Manifest object : render.withPods()) {
            for (Map<String, Object> container : object.containers()) {
                List<Object> ports = Manifest.list(container, "ports").stream()
                        .map(port -> port.get("name"))
                        .toList();
                for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                    for (String kind : List.of("httpGet", "tcpSocket")) {
                        Object port = Manifest.get(container, probe, kind, "port");
                        assertThat(port == null || ports.contains(port))
                                .as("%s", object)
                                .isTrue();
                    }
                }
            }
        }
        for (Manifest ingress : render.of("Ingress")) {
            for (Map<String, Object> rule : ingress.list("spec", "rules")) {
                Map<String, Object> backend =
                        Manifest.map(Manifest.list(rule, "http", "paths").getFirst(), "backend", "service");
                Manifest service = render.one("Service", (String) backend.get("name"));
                assertThat(service.list("spec", "ports").stream().map(port -> port.get("name")))
                        .contains(Manifest.get(backend, "port", "name"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("renders")
    void whatPodsMountIsMadeByTheChartOrTheSetupOrNamedByTheValues(Renders.Render render) {
        Set<String> byOthers = Set.of(
                "chat-certificate",
                "dewberry-tls-managed",
                "mariadb-admin",
                "mariadb-authority",
                "redis-authority",
                "redis-uri",
                "alert-mail",
                "alert-webhook",
                "alert-switch",
                "alert-token");
        Set<String> madeBySetup =
                Set.of("admin", "auth", "ca", "gateway", "mariadb", "message", "presence", "redis", "storage", "tls");
        for (Manifest object : render.withPods()) {
            for (Map<String, Object> volume : Manifest.list(object.podSpec(), "volumes")) {
                Object secret = Manifest.get(volume, "secret", "secretName");
                if (secret != null && !byOthers.contains(secret)) {
                    String name = secret.toString();
                    assertThat(madeBySetup).as("%s", object).contains(name.substring(name.indexOf('-') + 1));
                }
                Object map = Manifest.get(volume, "configMap", "name");
                if (map != null) {
                    render.one("ConfigMap", map.toString());
                }
                Object claim = Manifest.get(volume, "persistentVolumeClaim", "claimName");
                if (claim != null) {
                    render.one("PersistentVolumeClaim", claim.toString());
                }
            }
            render.one("ServiceAccount", (String) Manifest.get(object.podSpec(), "serviceAccountName"));
        }
    }

    @ParameterizedTest
    @MethodSource("renders")
    void nothingIsOpenButWhatAPolicySays(Renders.Render render) {
        List<Manifest> policies = render.of("NetworkPolicy");
        if (policies.isEmpty()) {
            assertThat(render.name()).isEqualTo("external-by-hand-values.yaml");
            return;
        }
        Manifest deny = render.one("NetworkPolicy", prefix(render) + "-default-deny");
        assertThat(deny.map("spec")).doesNotContainKeys("ingress", "egress");
        assertThat(deny.map("spec")).containsEntry("policyTypes", List.of("Ingress", "Egress"));
        for (Manifest object : render.withPods()) {
            assertThat(matches(deny.map("spec", "podSelector", "matchLabels"), object.podLabels()))
                    .as("%s", object)
                    .isTrue();
            assertThat(policies.stream()
                            .filter(policy -> policy.map("spec", "podSelector", "matchLabels")
                                    .containsKey(COMPONENT))
                            .filter(policy ->
                                    matches(policy.map("spec", "podSelector", "matchLabels"), object.podLabels())))
                    .as("policies of %s", object)
                    .isNotEmpty();
        }
    }

    /// The picture in docs/architecture.md, arrow by arrow, as seen from who calls and from who is called.
    @Test
    void onlyTheArrowsOfThePictureAreOpen() {
        Set<String> arrows = new TreeSet<>(List.of(
                "gateway auth 8082",
                "gateway storage 8085",
                "gateway presence 8084",
                "gateway redis 6379",
                "message auth 8082",
                "message storage 8085",
                "message redis 6379",
                "auth mariadb 3306",
                "auth redis 6379",
                "storage mariadb 3306",
                "storage redis 6379",
                "presence mariadb 3306",
                "presence redis 6379"));
        Renders.Render render = Renders.of("default");

        assertThat(arrows(render, "egress", "to")).isEqualTo(arrows);
        assertThat(arrows(render, "ingress", "from")).isEqualTo(arrows);
    }

    private static Set<String> arrows(Renders.Render render, String direction, String peers) {
        Set<String> arrows = new TreeSet<>();
        for (Manifest policy : render.of("NetworkPolicy")) {
            Object self = policy.map("spec", "podSelector", "matchLabels").get(COMPONENT);
            for (Map<String, Object> rule : policy.list("spec", direction)) {
                for (Map<String, Object> peer : Manifest.list(rule, peers)) {
                    Object other =
                            Manifest.map(peer, "podSelector", "matchLabels").get(COMPONENT);
                    if (other != null && self != null && !other.equals("prometheus")) {
                        String pair = direction.equals("egress") ? self + " " + other : other + " " + self;
                        Manifest.list(rule, "ports").forEach(port -> arrows.add(pair + " " + port.get("port")));
                    }
                }
            }
        }
        return arrows;
    }

    @Test
    void onlyThePublicPortIsOpenToEverybody() {
        List<Object> open = new ArrayList<>();
        for (Manifest policy : Renders.of("default").of("NetworkPolicy")) {
            policy.list("spec", "ingress").stream()
                    .filter(rule -> !rule.containsKey("from"))
                    .flatMap(rule -> Manifest.list(rule, "ports").stream())
                    .forEach(port -> open.add(port.get("port")));
        }

        assertThat(open).containsExactly(8443);
    }

    /// They are believed whatever they say of a client's address, so nobody else may reach that port.
    @Test
    void behindTheLoadBalancerNobodyElseReachesAGateway() {
        Renders.Render render = Renders.of("haproxy");
        Manifest policy = render.one("NetworkPolicy", "dewberry-gateway");

        assertThat(policy.list("spec", "ingress")).allMatch(rule -> rule.containsKey("from"));
        assertThat(policy.list("spec", "ingress").getFirst().toString())
                .contains("loadbalancer")
                .contains("8080");
        assertThat(render.one("Deployment", "dewberry-gateway").content().toString())
                .contains("{name=DEWBERRY_GATEWAY_LIMITS_TRUSTED_PROXIES, value=10.42.0.0/16}");
        assertThat(render.one("Service", "dewberry-gateway").text("spec", "type"))
                .isEqualTo("ClusterIP");
        assertThat(render.of("Ingress")).isEmpty();
        assertThat(Renders.of("default")
                        .one("Deployment", "dewberry-gateway")
                        .content()
                        .toString())
                .doesNotContain("TRUSTED_PROXIES", "PEERS_ARE_CLIENTS");
    }

    /// Who connects from a pod may claim any address, so of all pods only Traefik's may connect.
    @Test
    void behindTraefikItsPodsAreBelievedAndNobodyElseReachesAGateway() {
        Renders.Render render = Renders.of("traefik-addresses");

        assertThat(render.one("Deployment", "dewberry-gateway").content().toString())
                .contains("{name=DEWBERRY_GATEWAY_LIMITS_TRUSTED_PROXIES, value=10.42.0.0/16}");
        assertThat(render.one("Service", "dewberry-gateway").text("spec", "type"))
                .isEqualTo("ClusterIP");
        Map<String, Object> clients = render.one("NetworkPolicy", "dewberry-gateway").list("spec", "ingress").stream()
                .filter(rule -> rule.toString().contains("8443"))
                .findAny()
                .orElseThrow();
        // And `helm test`.
        assertThat(Manifest.list(clients, "from"))
                .hasSize(2)
                .anySatisfy(peer -> assertThat(peer.toString())
                        .contains("kubernetes.io/metadata.name=kube-system", "app.kubernetes.io/name=traefik"));
    }

    /// Else `helm test` fails wherever only the Ingress' pods may come in.
    @ParameterizedTest
    @MethodSource("renders")
    void whoTestsTheEntranceMayComeIn(Renders.Render render) {
        Manifest test = render.of("Pod").getFirst();
        Manifest entrance = render.of("Service").stream()
                .filter(service -> service.name().equals(variable(test, "ENTRANCE")))
                .findAny()
                .orElseThrow();
        Manifest pods = selected(render, entrance.map("spec", "selector")).getFirst();
        Object port = Manifest.list(pods.podSpec(), "containers").stream()
                .flatMap(container -> Manifest.list(container, "ports").stream())
                .filter(each -> each.get("name")
                        .equals(entrance.list("spec", "ports").getFirst().get("targetPort")))
                .map(each -> each.get("containerPort"))
                .findAny()
                .orElseThrow();
        for (Manifest policy : render.of("NetworkPolicy")) {
            if (policy.name().equals(pods.name())) {
                assertThat(policy.list("spec", "ingress"))
                        .anyMatch(rule -> Manifest.list(rule, "ports").stream()
                                        .anyMatch(each -> each.get("port").equals(port))
                                && (!rule.containsKey("from")
                                        || Manifest.list(rule, "from").stream().anyMatch(peer -> isOne(peer, test))));
            }
        }
    }

    private static boolean isOne(Map<String, Object> peer, Manifest pod) {
        Map<String, Object> labels = Manifest.map(peer, "podSelector", "matchLabels");
        return !peer.containsKey("namespaceSelector") && !labels.isEmpty() && matches(labels, pod.podLabels());
    }

    private static Object variable(Manifest object, String name) {
        return object.containers().stream()
                .flatMap(container -> Manifest.list(container, "env").stream())
                .filter(variable -> variable.get("name").equals(name))
                .map(variable -> variable.get("value"))
                .findAny()
                .orElseThrow();
    }

    @Test
    void anInstallationWithoutNetworkPoliciesHasNone() {
        assertThat(Renders.of("external-by-hand").of("NetworkPolicy")).isEmpty();
    }

    private static String prefix(Renders.Render render) {
        return render.of("Deployment").stream()
                .map(Manifest::name)
                .filter(name -> name.endsWith("-gateway"))
                .map(name -> name.substring(0, name.length() - "-gateway".length()))
                .findAny()
                .orElseThrow();
    }

    private static List<Manifest> selected(Renders.Render render, Map<String, Object> labels) {
        return render.withPods().stream()
                .filter(object -> matches(labels, object.podLabels()))
                .filter(object -> !Set.of("Job", "CronJob").contains(object.kind())
                        || Objects.equals(labels.get(COMPONENT), "setup"))
                .collect(Collectors.toList());
    }

    private static boolean matches(Map<String, Object> selector, Map<String, Object> labels) {
        return labels.entrySet().containsAll(selector.entrySet());
    }
}
