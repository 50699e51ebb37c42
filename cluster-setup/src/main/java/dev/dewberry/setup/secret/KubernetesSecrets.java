package dev.dewberry.setup.secret;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The secrets of one namespace, over Kubernetes' API. Needs the verbs get, create and patch.
///
/// A change is a merge patch of the keys that are to change, with the version that was seen: whatever else is in the
/// secret stays, and
/// two writers cannot overwrite one another.
public final class KubernetesSecrets implements SecretStore {

    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    private static final String US = "dewberry-setup";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 6;

    private final HttpClient http;
    private final URI api;
    private final String namespace;
    private final Supplier<String> token;
    private final Map<String, String> labels;
    private final Duration firstPause;

    /// @param token asked for at each request, because Kubernetes replaces it
    /// @param labels on what is made, besides the one that says that it is ours
    /// @param firstPause before a request is repeated; each further pause is twice as long
    public KubernetesSecrets(
            HttpClient http,
            URI api,
            String namespace,
            Supplier<String> token,
            Map<String, String> labels,
            Duration firstPause) {
        this.http = http;
        this.api = api;
        this.namespace = namespace;
        this.token = token;
        this.labels = Map.copyOf(labels);
        this.firstPause = firstPause;
    }

    @Override
    public Optional<Secret> find(String name) {
        HttpResponse<String> answer = send(request("/" + name).GET().build());
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(read(name, answer.body()));
            case 404 -> Optional.empty();
            default -> throw refused("read " + name, answer);
        };
    }

    @Override
    public boolean create(Secret secret) {
        ObjectNode body = JSON.createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "Secret")
                .put("type", secret.type());
        ObjectNode metadata = body.putObject("metadata").put("name", secret.name());
        ObjectNode labelled = metadata.putObject("labels").put(MANAGED_BY, US);
        labels.forEach(labelled::put);
        encode(secret.values(), body.putObject("data"));
        HttpResponse<String> answer = send(request("")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
        return switch (answer.statusCode()) {
            case 200, 201, 202 -> true;
            case 409 -> false;
            default -> throw refused("create " + secret.name(), answer);
        };
    }

    @Override
    public boolean change(Secret seen, Map<String, String> changes) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("metadata").put("resourceVersion", seen.version());
        encode(changes, body.putObject("data"));
        HttpResponse<String> answer = send(request("/" + seen.name())
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(body.toString()))
                .build());
        return switch (answer.statusCode()) {
            case 200 -> true;
            // Changed, or deleted.
            case 409, 404 -> false;
            default -> throw refused("change " + seen.name(), answer);
        };
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(api.resolve("/api/v1/namespaces/" + namespace + "/secrets" + path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token.get());
    }

    /// The API server of a small cluster may be away for a while when everything starts at once.
    private HttpResponse<String> send(HttpRequest request) {
        Duration pause = firstPause;
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                HttpResponse<String> answer = sendOnce(request);
                if (answer.statusCode() < 500 && answer.statusCode() != 429) {
                    return answer;
                }
            } catch (IOException e) {
                // The last attempt says it, if that fails as well.
            }
            rest(pause);
            pause = pause.multipliedBy(2);
        }
        try {
            return sendOnce(request);
        } catch (IOException e) {
            throw new Unavailable("Kubernetes' API cannot be reached at " + api, e);
        }
    }

    private HttpResponse<String> sendOnce(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted", e);
        }
    }

    /// The tool has one thread and nothing else to do.
    private static void rest(Duration pause) {
        try {
            Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(1 + pause.toMillis() / 2)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted", e);
        }
    }

    private static Secret read(String name, String text) {
        JsonNode json = JSON.readTree(text);
        Map<String, String> values = new HashMap<>();
        json.path("data")
                .properties()
                .forEach(entry ->
                        values.put(entry.getKey(), decode(entry.getValue().stringValue(""))));
        JsonNode metadata = json.path("metadata");
        boolean ours = metadata.path("labels").path(MANAGED_BY).stringValue("").equals(US);
        return new Secret(
                name,
                json.path("type").stringValue(""),
                ours,
                metadata.path("resourceVersion").stringValue(""),
                values);
    }

    private static void encode(Map<String, String> values, ObjectNode data) {
        values.forEach((key, value) ->
                data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    }

    private static String decode(String value) {
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    /// With what the API says of the reason, which holds no secret.
    private static Unavailable refused(String what, HttpResponse<String> answer) {
        String reason;
        try {
            reason = JSON.readTree(answer.body()).path("message").stringValue("");
        } catch (RuntimeException e) {
            reason = "";
        }
        return new Unavailable("Kubernetes does not let us " + what + " (" + answer.statusCode() + "): " + reason);
    }
}
