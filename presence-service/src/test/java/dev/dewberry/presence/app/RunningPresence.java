package dev.dewberry.presence.app;

import dev.dewberry.platform.security.SecurityProperties;
import dev.dewberry.platform.security.ServiceTokens;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.testsupport.Database;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/// The whole service on a free port, with short times.
final class RunningPresence implements AutoCloseable {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;
    private final int port;

    RunningPresence(String busUri, Database database) {
        List<String> arguments = new ArrayList<>();
        database.springProperties().forEach(property -> arguments.add("--" + property));
        arguments.add("--server.port=0");
        arguments.add("--dewberry.bus.uri=" + busUri);
        arguments.add("--dewberry.security.service-key=" + KEY);
        arguments.add("--dewberry.presence.announce-every=50ms");
        arguments.add("--dewberry.presence.check-gateways-every=200ms");
        arguments.add("--dewberry.presence.grace=1s");
        arguments.add("--dewberry.presence.settle=4s");
        arguments.add("--dewberry.presence.write-seen-every=100ms");
        context = SpringApplication.run(PresenceApplication.class, arguments.toArray(String[]::new));
        port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /// The first item of the answer.
    JsonNode ask(String user) {
        HttpResponse<String> response = query(token(), "{\"user\":\"99\",\"users\":[\"" + user + "\"]}");
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return Json.read(response.body()).get("items").get(0);
    }

    String statusOf(String user) {
        return ask(user).get("status").stringValue();
    }

    HttpResponse<String> query(String token, String body) {
        return send(HttpRequest.newBuilder(uri("/internal/v1/presence/queries"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    String token() {
        return new ServiceTokens("gateway", new SecurityProperties(KEY), Clock.systemUTC()).issue("presence");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
