package dev.dewberry.setup.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.dewberry.setup.certificate.TestKeyStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What Kubernetes' API does with Secrets, over real HTTPS: create with 409, merge patches with the version that was
/// seen, 401
/// without the token, and failures on demand.
final class KubernetesStandIn implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String COLLECTION = "/api/v1/namespaces/chat/secrets";

    final Map<String, ObjectNode> secrets = new TreeMap<>();
    final List<String> writes = new CopyOnWriteArrayList<>();
    final AtomicInteger failures = new AtomicInteger();
    private final HttpsServer server;
    private int version = 100;

    /// @param account the folder that a pod would have of its service account
    KubernetesStandIn(Path account) throws IOException {
        TestKeyStore keys = TestKeyStore.of("127.0.0.1");
        Files.writeString(account.resolve("ca.crt"), keys.authority());
        Files.writeString(account.resolve("token"), "token-of-the-pod\n");
        Files.writeString(account.resolve("namespace"), "chat");
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(keys.context()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    Map<String, String> environment() {
        return Map.of(
                "KUBERNETES_SERVICE_HOST",
                "127.0.0.1",
                "KUBERNETES_SERVICE_PORT",
                String.valueOf(server.getAddress().getPort()),
                "RELEASE",
                "berry",
                "TLS_HOSTS",
                "chat.example.org, 192.168.1.20");
    }

    synchronized String text(String secret, String key) {
        String value = secrets.get(secret).path("data").path(key).stringValue("");
        return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    }

    /// Stores one as somebody else would.
    synchronized void put(String name, Map<String, String> values) {
        ObjectNode secret = JSON.createObjectNode().put("type", "Opaque");
        secret.putObject("metadata").put("name", name).put("resourceVersion", String.valueOf(version++));
        ObjectNode data = secret.putObject("data");
        values.forEach((key, value) ->
                data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        secrets.put(name, secret);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                send(exchange, 503, status("not yet"));
                return;
            }
            if (!"Bearer token-of-the-pod".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                send(exchange, 401, status("Unauthorized"));
                return;
            }
            dispatch(exchange, body);
        }
    }

    private synchronized void dispatch(HttpExchange exchange, String body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String name = path.equals(COLLECTION) ? "" : path.substring(COLLECTION.length() + 1);
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                ObjectNode found = secrets.get(name);
                send(exchange, found == null ? 404 : 200, found == null ? status("not found") : found);
            }
            case "POST" -> create(exchange, (ObjectNode) JSON.readTree(body));
            case "PATCH" -> patch(exchange, name, JSON.readTree(body));
            default -> send(exchange, 403, status(exchange.getRequestMethod() + " is forbidden"));
        }
    }

    private void create(HttpExchange exchange, ObjectNode secret) throws IOException {
        String name = secret.path("metadata").path("name").stringValue();
        if (secrets.containsKey(name)) {
            send(exchange, 409, status("already exists"));
            return;
        }
        ((ObjectNode) secret.path("metadata")).put("resourceVersion", String.valueOf(version++));
        secrets.put(name, secret);
        writes.add("create " + name);
        send(exchange, 201, secret);
    }

    private void patch(HttpExchange exchange, String name, JsonNode patch) throws IOException {
        ObjectNode secret = secrets.get(name);
        ObjectNode metadata = (ObjectNode) secret.path("metadata");
        if (!"application/merge-patch+json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            send(exchange, 415, status("no patch"));
        } else if (!metadata.path("resourceVersion")
                .equals(patch.path("metadata").path("resourceVersion"))) {
            send(exchange, 409, status("changed"));
        } else {
            patch.path("data")
                    .properties()
                    .forEach(entry -> ((ObjectNode) secret.path("data")).set(entry.getKey(), entry.getValue()));
            metadata.put("resourceVersion", String.valueOf(version++));
            writes.add("patch " + name);
            send(exchange, 200, secret);
        }
    }

    private static ObjectNode status(String message) {
        return JSON.createObjectNode().put("kind", "Status").put("message", message);
    }

    private static void send(HttpExchange exchange, int status, ObjectNode body) {
        try {
            byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
