package dev.dewberry.systemtests.monitoring;

import dev.dewberry.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// A Prometheus with the chart's rules, which reads every second.
final class Prometheus implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final Program program;

    /// @param targets ports by job; those of our services have another path
    /// @param rules the chart's folder of rules
    Prometheus(int port, Path folder, Map<String, Integer> targets, Path rules, int alertmanager) throws IOException {
        this.port = port;
        StringBuilder configuration = new StringBuilder("""
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
                rule_files: ["%s/*.yaml"]
                alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
                scrape_configs:
                """.formatted(rules, alertmanager));
        targets.forEach((job, target) -> configuration.append(
                """
                  - job_name: %s
                    metrics_path: %s
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """.formatted(job, job.endsWith("exporter") ? "/metrics" : "/actuator/prometheus", target)));
        Path file = folder.resolve("prometheus.yml");
        Files.writeString(file, configuration);
        program = Program.start(
                "prometheus",
                folder.resolve("prometheus.log"),
                Map.of(),
                List.of(
                        "--config.file=" + file,
                        // Else an Alertmanager that was not there yet hears of an alert a minute later.
                        "--rules.alert.resend-delay=1s",
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port));
    }

    /// @param value `NaN` where nothing can be computed
    record Sample(JsonNode labels, double value) {}

    /// What an expression gives now.
    ///
    /// @throws IllegalArgumentException where Prometheus does not understand it
    List<Sample> query(String expression) {
        JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (!answer.path("status").asString().equals("success")) {
            throw new IllegalArgumentException(
                    expression + ": " + answer.path("error").asString());
        }
        List<Sample> samples = new ArrayList<>();
        JsonNode result = answer.path("data").path("result");
        if (answer.path("data").path("resultType").asString().equals("scalar")) {
            samples.add(new Sample(result, Double.parseDouble(result.path(1).asString())));
        } else {
            for (JsonNode one : result) {
                String value = one.path("value").path(1).asString();
                samples.add(new Sample(
                        one.path("metric"),
                        value.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value)));
            }
        }
        return samples;
    }

    boolean hasData(String expression) {
        return query(expression).stream().anyMatch(sample -> !Double.isNaN(sample.value()));
    }

    /// Every rule, alerting ones and recording ones.
    List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        for (JsonNode group : get("/api/v1/rules").path("data").path("groups")) {
            group.path("rules").forEach(rules::add);
        }
        return rules;
    }

    boolean isReady() {
        try {
            return send("/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private JsonNode get(String path) {
        try {
            return Objects.requireNonNull(Json.tryRead(send(path).body()), path);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> send(String path) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
