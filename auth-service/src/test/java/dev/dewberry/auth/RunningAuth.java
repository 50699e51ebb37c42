package dev.dewberry.auth;

import dev.dewberry.auth.app.AuthApplication;
import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole service on a free port with a schema of its own and a clock that the test moves.
final class RunningAuth implements AutoCloseable {

    static final String SERVICE_KEY = Base64.getEncoder().encodeToString(new byte[32]);
    static final String ADMIN_PASSWORD = "correct horse battery";
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final AtomicInteger NAMES = new AtomicInteger();

    final Database database;
    final TestClock clock;
    private final ReactiveWebServerApplicationContext context;
    private final String url;

    private RunningAuth(Database database, TestClock clock, ReactiveWebServerApplicationContext context) {
        this.database = database;
        this.clock = clock;
        this.context = context;
        this.url = "http://127.0.0.1:" + context.getWebServer().getPort();
    }

    static RunningAuth start(MariaDb mariaDb, Redis redis, String... settings) {
        return start(mariaDb.createDatabase("auth"), redis, new TestClock(), settings);
    }

    static RunningAuth start(Database database, Redis redis, TestClock clock, String... settings) {
        RunningAuth running = launch(database, redis, clock, settings);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(running::ready);
        return running;
    }

    /// Does not wait until it is ready.
    static RunningAuth launch(Database database, Redis redis, TestClock clock, String... settings) {
        List<String> properties = new ArrayList<>(database.springProperties());
        properties.add("dewberry.bus.uri=" + redis.uri());
        properties.add("dewberry.security.service-key=" + SERVICE_KEY);
        properties.add("dewberry.admin.username=root");
        properties.add("dewberry.admin.password=" + ADMIN_PASSWORD);
        properties.add("server.port=0");
        properties.add("logging.structured.format.console=");
        // A cheap hash: what it costs is PasswordHasherTest's business.
        properties.add("dewberry.auth.password.memory-kib=64");
        properties.add("dewberry.auth.password.passes=1");
        properties.addAll(List.of(settings));
        var context = (ReactiveWebServerApplicationContext) new SpringApplicationBuilder(AuthApplication.class)
                .initializers(application -> addBeans((GenericApplicationContext) application, clock))
                .run(arguments(properties));
        return new RunningAuth(database, clock, context);
    }

    /// Of a setting that is there twice, the last.
    private static String[] arguments(List<String> properties) {
        Map<String, String> byName = new LinkedHashMap<>();
        properties.forEach(property -> byName.put(property.substring(0, property.indexOf('=')), property));
        return byName.values().stream().map(property -> "--" + property).toArray(String[]::new);
    }

    private static void addBeans(GenericApplicationContext application, TestClock clock) {
        application.registerBean("testClock", TestClock.class, () -> clock, definition -> definition.setPrimary(true));
        // Contexts of one JVM would share their event loops, and the first to close would end them for all.
        application.registerBean("reactorResourceFactory", ReactorResourceFactory.class, () -> {
            ReactorResourceFactory resources = new ReactorResourceFactory();
            resources.setUseGlobalResources(false);
            return resources;
        });
    }

    boolean ready() {
        return get("/actuator/health/readiness", null).status() == 200;
    }

    int port() {
        return context.getWebServer().getPort();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /// An answer, its body already read.
    record Answer(int status, Map<String, List<String>> headers, String text) {

        JsonNode json() {
            return JSON.readTree(text);
        }

        String code() {
            return json().path("code").asString("");
        }

        String text(String pointer) {
            return json().at(pointer).asString();
        }
    }

    Answer get(String path, String token) {
        return call("GET", path, token, null, Map.of());
    }

    Answer post(String path, String token, String body) {
        return call("POST", path, token, body, Map.of());
    }

    Answer call(String method, String path, String token, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(30));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A name that no other test has.
    String newName() {
        return "user" + NAMES.incrementAndGet();
    }

    String register(String username) {
        return post("/api/v1/auth/register", null, """
                {"username":"%s","password":"password of %s"}""".formatted(username, username))
                .text("/user/id");
    }

    Answer login(String username) {
        return login(username, "password of " + username);
    }

    Answer login(String username, String password) {
        return post("/api/v1/auth/login", null, loginBody(username, password));
    }

    static String loginBody(String username, String password) {
        return """
                {"username":"%s","password":"%s","device":{"name":"Phone","kind":"test"}}""".formatted(username, password);
    }

    /// A fresh user's access token.
    String signedIn(String username) {
        register(username);
        return login(username).text("/accessToken");
    }

    String adminToken() {
        return login("root", ADMIN_PASSWORD).text("/accessToken");
    }

    long count(String table) {
        return number("SELECT COUNT(*) FROM " + table);
    }

    long number(String sql) {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
