package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every pod of every example.
class PolicyTest {

    /// https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    private static final Set<String> VOLUMES = Set.of(
            "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");

    private static final Pattern SETTING = Pattern.compile("DEWBERRY_[A-Z_]+");

    static List<Renders.Render> renders() {
        return Renders.all();
    }

    @ParameterizedTest
    @MethodSource("renders")
    void podsKeepTheRestrictedStandard(Renders.Render render) {
        for (Manifest object : render.withPods()) {
            Map<String, Object> pod = object.podSpec();
            assertThat(pod).as("%s", object).doesNotContainKeys("hostNetwork", "hostPID", "hostIPC");
            assertThat(Manifest.get(pod, "securityContext", "runAsNonRoot"))
                    .as("%s", object)
                    .isEqualTo(true);
            assertThat((int) Manifest.get(pod, "securityContext", "runAsUser"))
                    .as("%s", object)
                    .isPositive();
            assertThat(Manifest.get(pod, "securityContext", "seccompProfile", "type"))
                    .as("%s", object)
                    .isEqualTo("RuntimeDefault");
            for (Map<String, Object> volume : Manifest.list(pod, "volumes")) {
                assertThat(VOLUMES).as("%s", object).containsAnyElementsOf(volume.keySet());
            }
            object.containers().forEach(container -> keepsTheRestrictedStandard(object, container));
        }
    }

    private static void keepsTheRestrictedStandard(Manifest object, Map<String, Object> container) {
        Map<String, Object> security = Manifest.map(container, "securityContext");
        assertThat(security)
                .as("%s", object)
                .containsEntry("allowPrivilegeEscalation", false)
                .containsEntry("readOnlyRootFilesystem", true)
                .containsEntry("capabilities", Map.of("drop", List.of("ALL")))
                .doesNotContainKeys("privileged", "runAsUser", "runAsNonRoot", "procMount");
        for (Map<String, Object> port : Manifest.list(container, "ports")) {
            assertThat(port).as("%s", object).doesNotContainKey("hostPort");
        }
    }

    @ParameterizedTest
    @MethodSource("renders")
    void everyContainerHasRequestsAndALimitOfMemoryAndAnImageThatDoesNotChange(Renders.Render render) {
        for (Manifest object : render.withPods()) {
            for (Map<String, Object> container : object.containers()) {
                assertThat(Manifest.map(container, "resources", "requests"))
                        .as("%s", object)
                        .containsKeys("cpu", "memory");
                assertThat(Manifest.map(container, "resources", "limits"))
                        .as("%s", object)
                        .containsKey("memory");
                assertThat((String) container.get("image"))
                        .as("%s", object)
                        .doesNotEndWith(":latest")
                        .matches("[^:/]+(:\\d+)?/.+(:[^:/]+|@sha256:[0-9a-f]{64})");
            }
        }
    }

    /// The API server refuses the pod otherwise, and the chart's schema cannot compare.
    @ParameterizedTest
    @MethodSource("renders")
    void nobodyRequestsMoreMemoryThanHeMayHave(Renders.Render render) {
        for (Manifest object : render.withPods()) {
            for (Map<String, Object> container : object.containers()) {
                assertThat(ProfilesTest.mebibytes(Manifest.get(container, "resources", "requests", "memory")))
                        .as("%s", object)
                        .isLessThanOrEqualTo(
                                ProfilesTest.mebibytes(Manifest.get(container, "resources", "limits", "memory")));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("renders")
    void onlyWhoTalksToKubernetesHasATokenForIt(Renders.Render render) {
        Set<String> allowed = Set.of("setup", "test", "prometheus", "grafana", "kube-state-metrics");
        for (Manifest object : render.withPods()) {
            Object component = Manifest.get(object.podLabels(), "app.kubernetes.io/component");
            Object token = Manifest.get(object.podSpec(), "automountServiceAccountToken");
            assertThat(token).as("%s", object).isNotNull();
            assertThat(token.equals(false) || allowed.contains(String.valueOf(component)))
                    .as("%s", object)
                    .isTrue();
            assertThat(Manifest.get(object.podSpec(), "enableServiceLinks"))
                    .as("%s", object)
                    .isEqualTo(false);
            assertThat(Manifest.get(object.podSpec(), "serviceAccountName"))
                    .as("%s", object)
                    .isNotNull();
        }
        assertThat(render.of("ServiceAccount"))
                .allSatisfy(
                        account -> assertThat(account.content()).containsEntry("automountServiceAccountToken", false));
    }

    @ParameterizedTest
    @MethodSource("renders")
    void nobodyMayDoMoreThanToReadOneServiceAndOneIngressOrToMakeSecrets(Renders.Render render) {
        for (Manifest role : render.of("Role")) {
            for (Map<String, Object> rule : role.list("rules")) {
                assertThat(rule.get("resources")).isIn(List.of("secrets"), List.of("services"), List.of("ingresses"));
                if (!rule.get("verbs").equals(List.of("create"))) {
                    assertThat(rule).as("%s", role).containsKey("resourceNames");
                }
                assertThat(rule.get("verbs").toString()).as("%s", role).doesNotContain("*", "list", "delete");
            }
        }
        assertThat(render.of("ClusterRole")).isEmpty();
    }

    /// Secrets are files. The chart has none of its own, and nothing of them in the environment, in arguments or in a
    /// ConfigMap.
    @ParameterizedTest
    @MethodSource("renders")
    void noSecretIsInTheEnvironmentAnArgumentOrAConfigMap(Renders.Render render) {
        assertThat(render.of("Secret")).isEmpty();
        for (Manifest object : render.withPods()) {
            for (Map<String, Object> container : object.containers()) {
                assertThat(container).as("%s", object).doesNotContainKey("envFrom");
                for (Map<String, Object> variable : Manifest.list(container, "env")) {
                    assertThat(variable.toString())
                            .as("%s", object)
                            .doesNotContain("secretKeyRef")
                            .doesNotContainPattern("(?i)(password|secret|token|key)=?[^/,]*=[^/,]+[^,/]$");
                }
            }
        }
        for (Manifest map : render.of("ConfigMap")) {
            assertThat(map.map("data").toString())
                    .as("%s", map)
                    // A script may have a place for one.
                    .doesNotContainPattern("(?i)(password|requirepass|masterauth) *[:=](?! '%s')");
        }
    }

    @ParameterizedTest
    @MethodSource("renders")
    void secretsAreReadOnlyAndForTheGroupOfThePodAlone(Renders.Render render) {
        for (Manifest object : render.withPods()) {
            for (Map<String, Object> volume : Manifest.list(object.podSpec(), "volumes")) {
                if (volume.containsKey("secret")) {
                    assertThat(Manifest.get(volume, "secret", "defaultMode"))
                            .as("%s", object)
                            .isEqualTo(0440);
                    object.containers().stream()
                            .flatMap(container -> Manifest.list(container, "volumeMounts").stream())
                            .filter(mount -> mount.get("name").equals(volume.get("name")))
                            .forEach(mount -> assertThat(mount).containsEntry("readOnly", true));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("renders")
    void everyMountHasItsVolumeAndEveryVolumeItsMount(Renders.Render render) {
        for (Manifest object : render.withPods()) {
            List<Object> mounted = object.containers().stream()
                    .flatMap(container -> Manifest.list(container, "volumeMounts").stream())
                    .map(mount -> mount.get("name"))
                    .distinct()
                    .toList();
            List<Object> volumes = new ArrayList<>(Manifest.list(object.podSpec(), "volumes").stream()
                    .map(volume -> volume.get("name"))
                    .toList());
            object.list("spec", "volumeClaimTemplates")
                    .forEach(claim -> volumes.add(Manifest.get(claim, "metadata", "name")));
            assertThat(mounted).as("%s", object).containsExactlyInAnyOrderElementsOf(volumes);
        }
    }

    @ParameterizedTest
    @MethodSource("renders")
    void aBudgetForDisruptionsLeavesSomebodyToBeDisturbed(Renders.Render render) {
        for (Manifest budget : render.of("PodDisruptionBudget")) {
            assertThat(budget.text("spec", "maxUnavailable")).isEqualTo("1");
            Manifest deployment = render.one("Deployment", budget.name());
            Object replicas = Manifest.get(deployment.content(), "spec", "replicas");
            if (replicas == null) {
                replicas = least(render, budget.name());
            }
            assertThat((int) replicas).as("%s", budget).isGreaterThanOrEqualTo(2);
        }
    }

    private static Object least(Renders.Render render, String name) {
        return render.objects().stream()
                .filter(object -> object.name().equals(name))
                .map(object -> Manifest.get(
                        object.content(),
                        "spec",
                        object.kind().equals("ScaledObject") ? "minReplicaCount" : "minReplicas"))
                .filter(Objects::nonNull)
                .findAny()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("renders")
    void whoIsAskedToStopHasTheTimeForIt(Renders.Render render) {
        for (Manifest deployment : render.of("Deployment")) {
            Map<String, Object> container =
                    Manifest.list(deployment.podSpec(), "containers").getFirst();
            Object sleep = Manifest.get(container, "lifecycle", "preStop", "sleep", "seconds");
            if (sleep != null) {
                // Two of Spring's phases of 20 s at most, the drain of sockets and its grace among them.
                int grace = (int) Manifest.get(deployment.podSpec(), "terminationGracePeriodSeconds");
                assertThat(grace).as("%s", deployment).isGreaterThanOrEqualTo((int) sleep + 40);
            }
            assertThat(container).as("%s", deployment).containsKeys("livenessProbe", "readinessProbe");
        }
    }

    /// Server-side apply refuses a list in which a key comes twice.
    @ParameterizedTest
    @MethodSource("renders")
    void noVariableIsThereTwice(Renders.Render render) {
        for (Manifest object : render.withPods()) {
            for (Map<String, Object> container : object.containers()) {
                assertThat(Manifest.list(container, "env").stream().map(variable -> variable.get("name")))
                        .as("%s", object)
                        .doesNotHaveDuplicates();
                assertThat(Manifest.list(container, "volumeMounts").stream().map(mount -> mount.get("mountPath")))
                        .as("%s", object)
                        .doesNotHaveDuplicates();
            }
        }
    }

    /// A variable with a wrong name is a setting that is not set.
    @ParameterizedTest
    @MethodSource("renders")
    void everySettingIsOneThatTheDocumentsExplain(Renders.Render render) throws IOException {
        String documents = Files.readString(Renders.REPOSITORY.resolve("docs/operations.md"))
                + Files.readString(Renders.REPOSITORY.resolve("docs/architecture.md"))
                + "DEWBERRY_SERVICES_STORAGE DEWBERRY_SERVICES_PRESENCE DEWBERRY_DATABASE_PORT DEWBERRY_BUS_PARTITIONS";
        for (Manifest object : render.withPods()) {
            for (Map<String, Object> container : object.containers()) {
                for (Map<String, Object> variable : Manifest.list(container, "env")) {
                    String name = (String) variable.get("name");
                    Matcher setting = SETTING.matcher(name);
                    if (setting.matches()) {
                        assertThat(documents.contains(name)
                                        || documents.contains("`_" + name.substring(name.lastIndexOf('_') + 1) + "`"))
                                .as("%s of %s", name, object)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void theSettingsThatTheServicesNeedAreThere() {
        Map<String, Object> gateway = Manifest.list(
                        Renders.of("default")
                                .one("Deployment", "dewberry-gateway")
                                .podSpec(),
                        "containers")
                .getFirst();

        assertThat(Manifest.list(gateway, "env").toString())
                .contains("{name=DEWBERRY_SERVICES_AUTH, value=http://dewberry-auth:8082}")
                .contains("{name=DEWBERRY_SERVICES_STORAGE, value=http://dewberry-storage:8085}")
                .contains("{name=DEWBERRY_SERVICES_PRESENCE, value=http://dewberry-presence:8084}")
                .contains("{name=DEWBERRY_GATEWAY_TLS_CERTIFICATE, value=/etc/dewberry/tls/tls.crt}")
                .contains("{name=SERVER_PORT, value=8443}");
    }

    @Test
    void whatSomebodySetsForOneServiceComesAfterAllElse() {
        Manifest deployment = Renders.of("everything").one("Deployment", "chat-auth");
        Map<String, Object> container =
                Manifest.list(deployment.podSpec(), "containers").getFirst();

        assertThat(Manifest.list(container, "env").getLast())
                .containsEntry("name", "DEWBERRY_SERVICES_TIMEOUT")
                .containsEntry("value", "5s");
        assertThat(Manifest.get(container, "resources"))
                .isEqualTo(Map.of(
                        "requests", Map.of("cpu", "50m", "memory", "240Mi"),
                        "limits", Map.of("cpu", "2", "memory", "640Mi")));
        assertThat(deployment.podSpec())
                .containsEntry("nodeSelector", Map.of("kubernetes.io/arch", "arm64", "example.org/disk", "ssd"))
                .containsEntry("priorityClassName", "chat")
                .containsKeys("affinity", "imagePullSecrets");
        assertThat(Manifest.list(deployment.podSpec(), "tolerations")).hasSize(2);
        assertThat(deployment.map("spec", "template", "metadata", "annotations"))
                .containsEntry("example.org/a", "b");
        assertThat(deployment.podLabels()).containsEntry("example.org/c", "d");
    }
}
