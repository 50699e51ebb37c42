package dev.dewberry.setup.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// What a workflow may not do unnoticed: run an action that somebody can change, or have more rights than it says.
class WorkflowsTest {

    private static final Pattern FROM = Pattern.compile("FROM (?:--\\S+ )?(\\S+) AS (\\w+)");

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

    /// Else a release could be built on another image than the one that its page names, or on whatever a tag names
    /// then.
    @Test
    void aReleaseIsBuiltOnBasesWithADigest() throws IOException {
        List<String> steps = new ArrayList<>();
        Map<?, ?> release = load(Path.of("../.github/workflows/release.yaml"));
        collect("run", release, steps);
        String images = steps.stream()
                .filter(step -> step.contains("docker buildx build"))
                .reduce((one, another) -> {
                    throw new AssertionError("There are several steps that build");
                })
                .orElseThrow();
        List<String> arguments = Files.readAllLines(Path.of("../docker/Dockerfile")).stream()
                .filter(line -> line.matches("ARG \\w*IMAGE=.*"))
                .map(line -> line.replaceAll("ARG (\\w+)=.*", "$1"))
                .toList();
        assertThat(arguments).isNotEmpty();
        for (String argument : arguments) {
            Matcher given = Pattern.compile("--build-arg \"" + argument + "=\\$(\\w+)\"")
                    .matcher(images);
            assertThat(given.find()).as(argument).isTrue();
            assertThat(images)
                    .containsPattern("(?m)^" + given.group(1) + "=\\$\\(docker/pinned-base\\.sh \\S+\\)$")
                    .contains("echo \"Built on $" + given.group(1) + "\" >notes-images.txt");
        }
        assertThat(images.lines().filter(line -> line.matches("\\s*\\w*(base|digest)\\w*=.*")))
                .hasSameSizeAs(arguments);
        // Where the command in it fails, an assignment does, too, and nothing is built.
        assertThat(release.toString()).contains("defaults={run={shell=bash}}");
    }

    @Test
    void theImagesHaveNoBaseButThoseThatAreArguments() throws IOException {
        List<String> stages = new ArrayList<>(List.of("scratch"));
        for (String line : Files.readAllLines(Path.of("../docker/Dockerfile"))) {
            Matcher from = FROM.matcher(line);
            if (from.matches()) {
                assertThat(from.group(1).matches("\\$\\{\\w*IMAGE}") || stages.contains(from.group(1)))
                        .as(line)
                        .isTrue();
                stages.add(from.group(2));
            }
            Matcher copied = Pattern.compile("--from=(\\S+)").matcher(line);
            while (copied.find()) {
                assertThat(stages).as(line).contains(copied.group(1));
            }
        }
        assertThat(stages).hasSizeGreaterThan(4);
    }

    @Test
    void aBaseWithoutADigestIsRefused(@TempDir Path folder) throws Exception {
        String digest = "sha256:" + "0123456789abcdef".repeat(4);

        assertThat(pinned(folder, "echo " + digest, "debian:trixie-slim"))
                .isEqualTo(new Pinned(0, "debian:trixie-slim@" + digest + "\n"));
        assertThat(pinned(folder, "exit 3", "debian@" + digest)).isEqualTo(new Pinned(0, "debian@" + digest + "\n"));
        for (String registry : List.of("true", "echo latest", "echo sha256:0123", "echo " + digest + "; exit 1")) {
            assertThat(pinned(folder, registry, "debian:trixie-slim").exit())
                    .as(registry)
                    .isNotZero();
        }
        assertThat(pinned(folder, "true", "debian@sha256:0123").exit()).isNotZero();
    }

    private record Pinned(int exit, String image) {}

    /// @param registry what docker does when it is asked for a digest
    private static Pinned pinned(Path folder, String registry, String image) throws Exception {
        Path docker = folder.resolve("docker");
        Files.writeString(docker, "#!/bin/sh\n" + registry + "\n");
        Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder("../docker/pinned-base.sh", image);
        builder.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Pinned(process.waitFor(), output);
    }

    private static List<Map<?, ?>> workflows() throws IOException {
        List<Map<?, ?>> workflows = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../.github/workflows"))) {
            for (Path file : files.toList()) {
                workflows.add(load(file));
            }
        }
        return workflows;
    }

    private static Map<?, ?> load(Path file) throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(strict)).load(Files.readString(file));
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
