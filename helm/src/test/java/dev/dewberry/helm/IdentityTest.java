package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What an upgrade finds there: names by which data, secrets and addresses are found again, and fields that Kubernetes
/// refuses to change. `identity.txt` has them as they were released. A line that goes or changes is an upgrade that
/// fails or begins with empty volumes; a new one has to be put there.
class IdentityTest {

    private static final List<String> EXAMPLES =
            List.of("cluster", "default", "everything", "external-stores", "haproxy", "monitoring", "traefik");
    private static final Path RELEASED = Renders.MODULE.resolve("src/test/resources/identity.txt");
    private static final Path FOUND = Renders.MODULE.resolve("target/identity.txt");

    @Test
    void whatAnUpgradeFindsThereIsAsItWasReleased() throws IOException {
        List<String> found = new ArrayList<>();
        for (String example : EXAMPLES) {
            found.add("# " + example);
            found.addAll(identity(Renders.of(example)));
        }
        Files.createDirectories(FOUND.getParent());
        Files.write(FOUND, found);
        List<String> released = Files.readAllLines(RELEASED);

        assertThat(withoutAll(released, found))
                .as("gone or changed: an installed release could not be upgraded; see CONTRIBUTING.md")
                .isEmpty();
        assertThat(found)
                .as("new, and to be kept from now on: copy target/identity.txt over src/test/resources/identity.txt")
                .isEqualTo(released);
    }

    private static List<String> withoutAll(List<String> lines, List<String> others) {
        List<String> rest = new ArrayList<>();
        String example = "";
        Set<String> known = new TreeSet<>(inExamples(others));
        for (String line : lines) {
            example = line.startsWith("#") ? line : example;
            if (!known.contains(example + line)) {
                rest.add(example + ": " + line);
            }
        }
        return rest;
    }

    private static List<String> inExamples(List<String> lines) {
        List<String> all = new ArrayList<>();
        String example = "";
        for (String line : lines) {
            example = line.startsWith("#") ? line : example;
            all.add(example + line);
        }
        return all;
    }

    private static Set<String> identity(Renders.Render render) {
        Set<String> lines = new TreeSet<>();
        for (Manifest object : render.objects()) {
            switch (object.kind()) {
                case "Deployment", "DaemonSet" ->
                    lines.add(
                            "%s selector=%s".formatted(object, sorted(object.map("spec", "selector", "matchLabels"))));
                case "StatefulSet" -> lines.add(statefulSet(object));
                case "PersistentVolumeClaim" ->
                    lines.add("%s accessModes=%s"
                            .formatted(object, Manifest.get(object.content(), "spec", "accessModes")));
                case "Service" ->
                    lines.add("%s clusterIP=%s selector=%s"
                            .formatted(
                                    object, object.text("spec", "clusterIP"), sorted(object.map("spec", "selector"))));
                case "RoleBinding" -> lines.add("%s roleRef=%s".formatted(object, sorted(object.map("roleRef"))));
                case "ServiceAccount", "PriorityClass" -> lines.add(object.toString());
                default -> {
                    // Replaced or changed by an upgrade as it comes.
                }
            }
            if (object.hasPods()) {
                secrets(object, lines);
            }
        }
        return lines;
    }

    /// Everything but replicas, template and strategy is fixed once a StatefulSet was made.
    private static String statefulSet(Manifest object) {
        StringBuilder line = new StringBuilder("%s selector=%s serviceName=%s podManagementPolicy=%s"
                .formatted(
                        object,
                        sorted(object.map("spec", "selector", "matchLabels")),
                        object.text("spec", "serviceName"),
                        object.text("spec", "podManagementPolicy")));
        for (Map<String, Object> claim : object.list("spec", "volumeClaimTemplates")) {
            line.append(" claim=%s %s"
                    .formatted(Manifest.get(claim, "metadata", "name"), sorted(Manifest.map(claim, "spec"))));
        }
        return line.toString();
    }

    /// Those that were made at the first installation are never made again.
    private static void secrets(Manifest object, Set<String> lines) {
        for (Map<String, Object> volume : Manifest.list(object.podSpec(), "volumes")) {
            Map<String, Object> secret = Manifest.map(volume, "secret");
            if (!secret.isEmpty()) {
                lines.add(secret(secret.get("secretName"), secret));
            }
            for (Map<String, Object> source : Manifest.list(Manifest.map(volume, "projected"), "sources")) {
                Map<String, Object> projected = Manifest.map(source, "secret");
                if (!projected.isEmpty()) {
                    lines.add(secret(projected.get("name"), projected));
                }
            }
        }
    }

    private static String secret(Object name, Map<String, Object> volume) {
        List<String> keys = Manifest.list(volume, "items").stream()
                .map(item -> item.get("key").toString())
                .sorted()
                .toList();
        return "Secret %s keys=%s".formatted(name, keys.isEmpty() ? "all" : keys);
    }

    private static Map<String, Object> sorted(Map<String, Object> map) {
        return new TreeMap<>(map);
    }
}
