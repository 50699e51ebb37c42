package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What Helm and Kubernetes allow, and few people try: the chart either installs whole, or says at once what is wrong.
class UnusualValuesTest {

    /// As many kinds of objects as there can be in one release.
    private static final String EVERYTHING = """
            profile: cluster
            mariadb: {replica: {enabled: true}}
            loadBalancer: {enabled: true}
            monitoring: {scrape: ServiceMonitor, prometheusRules: true, light: {enabled: true}}
            autoscaling: {enabled: true}
            priorityClasses: {create: true}
            """;

    /// Pods of a StatefulSet have a label of its name and eleven characters more, a CronJob adds as many to its Jobs.
    private static final Map<String, Integer> LONGEST =
            Map.of("Service", 63, "StatefulSet", 52, "CronJob", 52, "Job", 63, "Deployment", 63, "DaemonSet", 63);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat-for-everybody-in-the-whole-house-and-the-garden",
                "a.release.with.dots.and.a.name.that.is.far.too.long.x"
            })
    void theLongestNamesFit(String release) {
        for (Manifest object : Renders.as(release, EVERYTHING).objects()) {
            Integer longest = LONGEST.get(object.kind());
            if (longest != null) {
                assertThat(object.name())
                        .as("%s", object)
                        .hasSizeLessThanOrEqualTo(longest)
                        .matches("[a-z]([-a-z0-9]*[a-z0-9])?");
            }
            labelsOf(object)
                    .forEach(value ->
                            assertThat(String.valueOf(value)).as("%s", object).hasSizeLessThanOrEqualTo(63));
        }
    }

    /// The API server takes no number where it wants text.
    @ParameterizedTest
    @CsvSource({"2025, chat", "1e3, chat", "dewberry, on", "'true', chat"})
    void namesThatLookLikeNumbersAreText(String release, String fullname) {
        for (Manifest object : Renders.as(release, EVERYTHING + "fullnameOverride: '" + fullname + "'")
                .objects()) {
            assertThat(Manifest.<Object>get(object.content(), "metadata", "namespace"))
                    .as("%s", object)
                    .satisfiesAnyOf(
                            namespace -> assertThat(namespace).isNull(),
                            namespace -> assertThat(namespace).isEqualTo(release));
            assertThat(labelsOf(object)).as("%s", object).allMatch(String.class::isInstance);
            if (object.hasPods()) {
                object.containers().stream()
                        .flatMap(container -> Manifest.list(container, "env").stream())
                        .filter(variable -> variable.containsKey("value"))
                        .forEach(variable -> assertThat(variable.get("value"))
                                .as("%s", object)
                                .isInstanceOf(String.class));
            }
        }
    }

    @Test
    void aNameThatNoServiceMayHaveIsRefused() {
        assertThatThrownBy(() -> Renders.as("1st-chat", "{}"))
                .hasMessageContaining("execution error")
                .hasMessageContaining("fullnameOverride");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fullnameOverride: Chat", "fullnameOverride: 2nd", "nameOverride: our_chat"})
    void theSchemaRefusesNamesThatKubernetesRefuses(String values) {
        assertThatThrownBy(() -> Renders.with(values)).hasMessageContaining("values don't meet the specifications");
    }

    @Test
    void commonLabelsAreOnPodsAsWell() {
        Renders.Render render = Renders.with(EVERYTHING + "commonLabels: {example.org/team: chat}");

        assertThat(render.objects())
                .allSatisfy(object ->
                        assertThat(object.map("metadata", "labels")).containsEntry("example.org/team", "chat"));
        assertThat(render.withPods()).allSatisfy(object -> {
            assertThat(object.podLabels()).containsEntry("example.org/team", "chat");
            // What selects pods never changes.
            assertThat(object.map("spec", "selector").toString()).doesNotContain("example.org/team");
        });
    }

    /// Classes have no namespace: the second release could not be installed.
    @Test
    void twoReleasesInTwoNamespacesHaveClassesOfTheirOwn() {
        String values = "{fullnameOverride: chat, priorityClasses: {create: true}}";
        Renders.Render one = Renders.as("one", values);
        Renders.Render other = Renders.as("other", values);

        assertThat(classes(one)).hasSize(2).doesNotContainAnyElementsOf(classes(other));
        for (Manifest object : one.withPods()) {
            assertThat(classes(one)).contains((String) Manifest.get(object.podSpec(), "priorityClassName"));
        }
    }

    private static List<String> classes(Renders.Render render) {
        return render.of("PriorityClass").stream().map(Manifest::name).toList();
    }

    /// Kubernetes knows a sleep of no time only from 1.33 on.
    @Test
    void whoWaitsForNothingBeforeTheEndDoesNotSleep() {
        Renders.Render render = Renders.with("auth: {preStopSeconds: 0}");

        assertThat(Manifest.list(render.one("Deployment", "dewberry-auth").podSpec(), "containers")
                        .getFirst())
                .doesNotContainKey("lifecycle");
        assertThatThrownBy(() -> Renders.with("auth: {preStopSeconds: 60}"))
                .hasMessageContaining("auth.terminationGracePeriodSeconds");
    }

    @Test
    void anAutoscalerThatIsToKeepMoreThanItMayIsRefused() {
        assertThatThrownBy(() -> Renders.with("autoscaling: {enabled: true, message: {maxReplicas: 2}}"))
                .hasMessageContaining("autoscaling.message.maxReplicas");
    }

    /// Of Kubernetes; those of Prometheus' rules may be of any length.
    private static List<Object> labelsOf(Manifest object) {
        return labels(object.kind().equals("PrometheusRule") ? object.map("metadata") : object.content());
    }

    /// All values of labels and of selectors by labels.
    private static List<Object> labels(Object content) {
        List<Object> values = new ArrayList<>();
        if (content instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                boolean labels = Stream.of("labels", "matchLabels").anyMatch(key::equals)
                        || key.equals("selector") && !value.toString().contains("match");
                if (labels && value instanceof Map<?, ?> found) {
                    values.addAll(found.values());
                } else {
                    values.addAll(labels(value));
                }
            });
        } else if (content instanceof List<?> list) {
            list.forEach(each -> values.addAll(labels(each)));
        }
        return values;
    }
}
