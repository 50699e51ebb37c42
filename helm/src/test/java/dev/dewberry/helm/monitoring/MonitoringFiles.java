package dev.dewberry.helm.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/// What the monitoring consists of, as files.
final class MonitoringFiles {

    static final Path MODULE = Path.of("").toAbsolutePath();
    static final Path CHART = MODULE.resolve("dewberry");
    static final Path RUNBOOKS = MODULE.resolveSibling("docs/runbooks");

    private MonitoringFiles() {}

    static List<Path> rules() {
        return list(CHART.resolve("monitoring/rules"), ".yaml");
    }

    static List<Path> dashboards() {
        return list(CHART.resolve("monitoring/dashboards"), ".json");
    }

    static List<Path> promtoolTests() {
        return list(MODULE.resolve("src/test/promtool"), ".yaml");
    }

    static List<Path> list(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A JSON file is YAML, too.
    static Map<String, Object> yaml(Path file) {
        return new Yaml().load(text(file));
    }

    /// The name of a metric of our own services, or of what is recorded of them, and what stands in braces behind it.
    private static final Pattern OWN = Pattern.compile(
            "(?<![\\w:\"])(?:(?:dewberry_(?!board_)|dewberry:|process_|jvm_|http_server_)[a-z0-9_:]+|disk_free_bytes|up)(?![\\w:(])(\\{[^}]*})?");

    /// What a query asks of an installation: of which, nothing where it does not say.
    static List<String> ownSelectors(String query) {
        return OWN.matcher(query).results().map(MatchResult::group).toList();
    }

    static List<Map<String, Object>> rulesIn(Map<String, Object> file) {
        return maps(file.get("groups")).stream()
                .flatMap(group -> maps(group.get("rules")).stream())
                .toList();
    }

    /// The alerting rules of all files.
    static List<Map<String, Object>> alerts() {
        List<Map<String, Object>> alerts = new ArrayList<>();
        for (Path file : rules()) {
            rulesIn(yaml(file)).stream()
                    .filter(rule -> rule.containsKey("alert"))
                    .forEach(alerts::add);
        }
        return alerts;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(Object list) {
        return (List<Map<String, Object>>) list;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object map) {
        return (Map<String, Object>) map;
    }
}
