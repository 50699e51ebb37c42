package dev.dewberry.setup.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// What a workflow may not do unnoticed: run an action that somebody can change, or have more rights than it says.
class WorkflowsTest {

    @Test
    void actionsAreFixedToACommit() throws IOException {
        List<String> actions = new ArrayList<>();
        for (Map<?, ?> workflow : workflows()) {
            collect("uses", workflow, actions);
        }
        assertThat(actions).hasSizeGreaterThan(5).allMatch(action -> action.matches("[\\w./-]+@[0-9a-f]{40}|\\./.+"));
    }

    @Test
    void everyWorkflowBeginsWithReadingOnly() throws IOException {
        assertThat(workflows())
                .hasSize(2)
                .allSatisfy(workflow ->
                        assertThat((Object) workflow.get("permissions")).isEqualTo(Map.of("contents", "read")));
    }

    private static List<Map<?, ?>> workflows() throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<Map<?, ?>> workflows = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../.github/workflows"))) {
            for (Path file : files.toList()) {
                workflows.add(new Yaml(new SafeConstructor(strict)).load(Files.readString(file)));
            }
        }
        return workflows;
    }

    private static void collect(String key, Object node, List<String> found) {
        if (node instanceof Map<?, ?> map) {
            if (map.get(key) instanceof String text) {
                found.add(text);
            }
            map.values().forEach(value -> collect(key, value, found));
        } else if (node instanceof List<?> list) {
            list.forEach(value -> collect(key, value, found));
        }
    }
}
