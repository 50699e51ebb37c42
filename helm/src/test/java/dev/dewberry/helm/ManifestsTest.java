package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ManifestsTest {

    private static final Path FOLDER = Renders.REPOSITORY.resolve("k8s");

    /// Words of any length that nobody writes by hand: passwords in base64 or hexadecimal, keys, certificates.
    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("-----BEGIN"),
            Pattern.compile(
                    "(?i)(?<![a-z])(password|passwd|secret|token|(api|service|private)[-_]?key)['\"]?[:=] *['\"]?[^\\s'\"/{}$]{6,}"),
            Pattern.compile("://(?!USER:PASSWORD@)[^\\s/]*:[^\\s/]*@"),
            Pattern.compile(
                    "(?<![A-Za-z0-9+/_-])(?=[A-Za-z0-9+/_-]*[0-9])(?=[A-Za-z0-9+/_-]*[A-Z])(?=[A-Za-z0-9+/_-]*[a-z])"
                            + "[A-Za-z0-9+_-]{20,}={0,2}(?![A-Za-z0-9+/_-])"));

    @Test
    void theManifestsAreWhatTheChartSays() throws IOException {
        assertThat(there()).as("./dewberry manifests renders them anew").isEqualTo(Manifests.render(Renders.MODULE));
    }

    @Test
    void theTableOfValuesIsWhatTheValuesSay() throws IOException {
        Path readme = Renders.CHART.resolve("README.md");

        assertThat(Files.readString(readme))
                .as("./dewberry manifests writes it anew")
                .isEqualTo(ValuesTable.replaceIn(Files.readString(readme), Renders.CHART.resolve("values.yaml")))
                .contains("| `profile` | `\"\"` | How much everything gets");
    }

    @Test
    void theKustomizationNamesAllFilesAndNothingIsAHook() throws IOException {
        Map<String, String> files = there();
        Map<String, Object> kustomization = new Yaml().load(files.get("kustomization.yaml"));

        assertThat(String.valueOf(kustomization.get("resources")))
                .isEqualTo(files.keySet().stream()
                        .filter(name -> !name.equals("kustomization.yaml"))
                        .toList()
                        .toString());
        assertThat(files.values()).noneMatch(text -> text.contains("helm.sh/") || text.contains("managed-by: Helm"));
    }

    @Test
    void thereIsNoSecretInTheManifestsNorInTheChart() throws IOException {
        Map<String, String> all = there();
        try (Stream<Path> files = Files.walk(Renders.CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = Renders.CHART.relativize(file).toString();
                if (!name.startsWith("templates/")
                        && !name.startsWith("monitoring/")
                        && !name.endsWith(".md")
                        && !name.endsWith(".json")) {
                    all.put(name, Files.readString(file));
                }
            }
        }
        all.forEach((name, text) -> assertThat(secretsIn(text)).as(name).isEmpty());
        assertThat(all.values()).noneMatch(text -> text.contains("kind: Secret\n"));
    }

    @Test
    void aSecretWouldBeFound() {
        assertThat(secretsIn("password: hunter2hunter2")).isNotEmpty();
        assertThat(secretsIn("uri: redis://auth:abc@host:6379")).isNotEmpty();
        assertThat(secretsIn("x: kR7bX2mQz81Lw0TtYvNn")).isNotEmpty();
        assertThat(secretsIn("-----BEGIN PRIVATE KEY-----")).isNotEmpty();
    }

    private static List<String> secretsIn(String text) {
        return SECRETS.stream()
                .flatMap(pattern -> pattern.matcher(text).results().map(result -> result.group()))
                .toList();
    }

    private static Map<String, String> there() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(FOLDER)) {
            for (Path file :
                    paths.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }
}
