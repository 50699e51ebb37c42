package dev.dewberry.bench.system;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.tls.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// The few REST calls with which the bench makes its users. Blocking: used before and after the load, never during it.
public final class AdminApi implements AutoCloseable {
    private static final int BATCH = 1000;
    // A batch has to be hashed within the 10 s that an answer may take, on a slow core too.
    private static final int PASSWORD_BATCH = 40;
    private static final int TRIES = 8;
    private static final ObjectMapper JSON = JsonMapper.shared();

    private final HttpClient http;
    private final URI base;
    private String token = "";

    public AdminApi(URI base) {
        this(base, null);
    }

    /// @param tls null where the server speaks plain HTTP
    public AdminApi(URI base, @Nullable ClientTls tls) {
        var builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10));
        this.http = tls == null
                ? builder.build()
                : builder.sslContext(tls.forRest()).build();
        this.base = base;
    }

    public void login(String username, String password) throws InterruptedException {
        token = post(
                        "/api/v1/auth/login",
                        "",
                        Map.of(
                                "username",
                                username,
                                "password",
                                password,
                                "device",
                                Map.of("name", "bench", "kind", "bench")))
                .path("accessToken")
                .asString();
    }

    public record Account(long user, String token) {}

    /// Makes users `prefix0 …` without passwords, and an access token for each.
    public List<Account> accounts(String prefix, int count) throws InterruptedException {
        var accounts = new ArrayList<Account>(count);
        for (int from = 0; from < count; from += BATCH) {
            var wanted = new ArrayList<Map<String, String>>();
            for (int i = from; i < Math.min(count, from + BATCH); i++) {
                wanted.add(Map.of("username", prefix + i));
            }
            var ids = new ArrayList<String>();
            post("/api/v1/admin/users:batch", token, Map.of("users", wanted))
                    .path("users")
                    .forEach(user -> ids.add(user.path("id").asString()));
            post("/api/v1/admin/tokens:batch", token, Map.of("users", ids))
                    .path("tokens")
                    .forEach(one -> accounts.add(new Account(
                            Long.parseLong(one.path("user").asString()),
                            one.path("accessToken").asString())));
        }
        if (accounts.size() != count) {
            throw new BenchException("The server made " + accounts.size() + " of " + count + " users");
        }
        return accounts;
    }

    /// Makes users `prefix0 …` that sign in with this password; returns their ids. Slow: the server hashes each.
    public List<Long> accountsWithPassword(String prefix, int count, String password) throws InterruptedException {
        var ids = new ArrayList<Long>(count);
        for (int from = 0; from < count; from += PASSWORD_BATCH) {
            var wanted = new ArrayList<Map<String, String>>();
            for (int i = from; i < Math.min(count, from + PASSWORD_BATCH); i++) {
                wanted.add(Map.of("username", prefix + i, "password", password));
            }
            post("/api/v1/admin/users:batch", token, Map.of("users", wanted))
                    .path("users")
                    .forEach(user -> ids.add(Long.parseLong(user.path("id").asString())));
        }
        if (ids.size() != count) {
            throw new BenchException("The server made " + ids.size() + " of " + count + " users");
        }
        return ids;
    }

    /// Makes a group; returns its conversation's id.
    public String group(String ownerToken, String name, List<Long> members) throws InterruptedException {
        List<String> ids = members.stream().map(String::valueOf).toList();
        return post("/api/v1/groups", ownerToken, Map.of("name", name, "members", ids))
                .path("conversation")
                .asString();
    }

    private JsonNode post(String path, String bearer, Object body) throws InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        for (int attempt = 1; ; attempt++) {
            HttpResponse<String> answer = send(request.build());
            if (answer.statusCode() / 100 == 2) {
                return JSON.readTree(answer.body());
            }
            boolean later = answer.statusCode() == 429 || answer.statusCode() == 503;
            if (!later || attempt == TRIES) {
                throw new BenchException("POST " + path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            // As the server asked; nothing is measured while users are made.
            Thread.sleep(
                    1000L * answer.headers().firstValueAsLong("Retry-After").orElse(1));
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new BenchException("No answer from " + request.uri() + ": " + e, e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
