package dev.dewberry.systemtests.monitoring;

import dev.dewberry.protocol.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What the chart's dashboards and rules ask for.
final class ChartQueries {

    /// A name with underscores or colons, and what stands in braces behind it.
    private static final Pattern SELECTOR =
            Pattern.compile("\\b(up|[a-z]+(?:[_:][a-zA-Z0-9_]+)+)\\b(\\{[^}]*})?(?!\\s*\\()");

    private static final Set<String> FUNCTIONS = Set.of("histogram_quantile", "min_over_time");
    private static final Pattern GROUPING = Pattern.compile("\\b(by|without|on|ignoring)\\s*\\([^)]*\\)");

    private ChartQueries() {}

    record Query(String dashboard, String panel, String expression) {
        @Override
        public String toString() {
            return dashboard + " / " + panel + ": " + expression;
        }
    }

    static Path chart() {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.isDirectory(here.resolve("helm")) ? here : Objects.requireNonNull(here.getParent());
        return root.resolve("helm/dewberry/monitoring");
    }

    /// The queries of all panels, as Grafana sends them.
    static List<Query> ofDashboards() {
        List<Query> queries = new ArrayList<>();
        try (Stream<Path> files = Files.list(chart().resolve("dashboards"))) {
            for (Path file : files.sorted().toList()) {
                JsonNode dashboard = Objects.requireNonNull(Json.tryRead(Files.readString(file)), file.toString());
                for (JsonNode panel : dashboard.path("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        queries.add(new Query(
                                dashboard.path("title").asString(),
                                panel.path("title").asString(),
                                target.path("expr")
                                        .asString()
                                        .replace("$__rate_interval", "1m")
                                        // All of them.
                                        .replace("$installation", ".*")));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return queries;
    }

    /// What an alert looks at, whatever it compares it with: while all is well the comparison gives nothing.
    static Set<String> selectors(String expression) {
        Set<String> selectors = new TreeSet<>();
        String strings = expression.replaceAll("offset \\w+", "");
        Matcher found = SELECTOR.matcher(GROUPING.matcher(strings).replaceAll(" "));
        while (found.find()) {
            if (!FUNCTIONS.contains(found.group(1))) {
                selectors.add(found.group());
            }
        }
        return selectors;
    }
}
