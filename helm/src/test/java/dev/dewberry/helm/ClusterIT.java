package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import dev.dewberry.testsupport.Kubectl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/// The chart before the API server that `KUBECONFIG` names, in a namespace of its own that enforces the restricted
/// standard: every example as a trial, and the one without values in earnest. The cluster needs the images, a default
/// storage class, and whoever serves LoadBalancers.
@Tag("cluster")
class ClusterIT {

    private static final String RELEASE = "dewberry-it";
    private static final int MINUTES = 20;

    @BeforeAll
    static void makeTheNamespace() {
        Kubectl.newNamespace(RELEASE);
    }

    @AfterAll
    static void remove() {
        Kubectl.removeNamespace(RELEASE);
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Renders.CHART.resolve("ci"))) {
            return files.sorted().toList();
        }
    }

    /// What the types alone do not say: names and ports that are too long, selectors that fit nothing, admission.
    @ParameterizedTest
    @MethodSource("examples")
    void theServerTakesEveryExampleWithoutAWarning(Path values) {
        List<String> kinds = Kubectl.run("api-versions").lines().toList();
        String manifests = Renders.parse(new Chart(Renders.CHART).render(RELEASE, values)).stream()
                .filter(object -> kinds.contains(object.apiVersion()))
                .map(object -> new Yaml().dump(object.content()))
                .collect(Collectors.joining("---\n"));

        assertThat(Kubectl.apply(manifests, "--dry-run=server", "--validate=strict"))
                .contains("created")
                .doesNotContain("Warning");
    }

    @Test
    void theServerTakesThePlainManifests() {
        String manifests =
                Kubectl.run("kustomize", Renders.REPOSITORY.resolve("k8s").toString());
        String there = Renders.parse(manifests).stream()
                .filter(object -> !object.kind().equals("Namespace"))
                .filter(object -> !object.apiVersion().startsWith("traefik.io/"))
                .map(object -> new Yaml().dump(object.content()).replaceAll("(?m)^ *namespace: dewberry\n", ""))
                .collect(Collectors.joining("---\n"));

        assertThat(Kubectl.apply(there, "--namespace", RELEASE, "--dry-run=server", "--validate=strict"))
                .contains("created")
                .doesNotContain("Warning");
    }

    @Test
    void theChartWithoutValuesBecomesReadyAndPassesItsTest() {
        Path config = Kubectl.config();
        new Helm(Renders.CHART)
                .install()
                .withName(RELEASE)
                .withNamespace(RELEASE)
                .withKubeConfig(config)
                // Beside an installation that has the port already.
                .set("gateway.service.port", 18443)
                .call();

        Kubectl.rollout("statefulset", RELEASE, MINUTES);
        Kubectl.rollout("deployment", RELEASE, MINUTES);
        assertThat(Helm.test(RELEASE)
                        .withNamespace(RELEASE)
                        .withKubeConfig(config)
                        .withTimeout(600)
                        .call()
                        .getStatus())
                .isEqualTo("deployed");

        Helm.uninstall(RELEASE).withNamespace(RELEASE).withKubeConfig(config).call();
        assertThat(Kubectl.run("--namespace", RELEASE, "get", "secrets,pvc", "--output=name"))
                .contains("secret/dewberry-it-admin", "persistentvolumeclaim/data-dewberry-it-mariadb-0");
    }
}
