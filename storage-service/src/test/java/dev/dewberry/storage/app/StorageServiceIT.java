package dev.dewberry.storage.app;

import static dev.dewberry.storage.rig.StorageRig.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamCaps;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.platform.security.ServiceTokens;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.AppendCodec;
import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.LocalMariaDb;
import dev.dewberry.testsupport.LocalRedis;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// The whole service, on a Redis and a MariaDB of its own, which it may lose.
class StorageServiceIT {

    private static final UserId ANN = new UserId(41);
    private static final UserId BOB = new UserId(42);
    private static final ConversationId DIRECT = ConversationId.direct(ANN, BOB);

    private static LocalMariaDb mariaDb;
    private static LocalRedis redis;
    private static Database schema;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() {
        mariaDb = new LocalMariaDb();
        mariaDb.start();
        redis = new LocalRedis();
        redis.start();
        schema = mariaDb.createDatabase("storage");
        service = run();
    }

    @AfterAll
    static void stop() {
        service.close();
        redis.stop();
        mariaDb.stop();
    }

    private static ConfigurableApplicationContext run() {
        List<String> arguments = new ArrayList<>();
        schema.springProperties().forEach(property -> arguments.add("--" + property));
        arguments.add("--dewberry.bus.uri=" + redis.uri());
        arguments.add("--dewberry.bus.partitions=4");
        arguments.add("--dewberry.security.service-key=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
        // The server itself, which can show nothing for lists, since it writes no binary log.
        arguments.add("--dewberry.storage.replica.host=" + schema.host());
        arguments.add("--dewberry.storage.replica.port=" + schema.port());
        arguments.add("--dewberry.storage.replica.username=" + schema.username());
        arguments.add("--dewberry.storage.replica.password=" + schema.password());
        arguments.add("--server.port=0");
        arguments.add("--server.address=127.0.0.1");
        return new SpringApplicationBuilder(StorageApplication.class).run(arguments.toArray(new String[0]));
    }

    @Test
    void shouldCommitWhatIsAppendedAndAnswerForIt() {
        append(send(ANN, DIRECT, "http", "hello"));

        await().atMost(Duration.ofSeconds(15)).until(() -> history(ANN).body().contains("hello"));
        assertThat(syncs("{\"user\":\"41\",\"cursor\":null}"))
                .contains("\"conversation\":\"d:41:42\"", "\"more\":false", "\"cursor\":\"");
        assertThat(get("/internal/v1/conversations?limit=5", BOB).body()).contains("\"next\":null", "\"unread\":");
        assertThat(get("/internal/v1/conversations/d:41:42/members", ANN).body())
                .contains("\"version\":0", "\"user\":\"41\"");
        assertThat(get("/internal/v1/conversations/g:12345/members", ANN).statusCode())
                .isEqualTo(404);
        assertThat(get("/internal/v1/conversations/d:41:42/members/page?limit=1", BOB)
                        .body())
                .isEqualTo("{\"conversation\":\"d:41:42\",\"memberCount\":2,"
                        + "\"items\":[{\"user\":\"41\",\"role\":\"member\"}],\"next\":\"41\"}");
        assertThat(get("/internal/v1/conversations/g:12345/members/page", ANN).statusCode())
                .isEqualTo(404);
        assertThat(get("/internal/v1/conversations/d:41:42/members/page?after=x", ANN)
                        .statusCode())
                .isEqualTo(400);
        assertThat(get("/internal/v1/epoch", ANN).body()).startsWith("{\"epoch\":\"");
        assertThat(post("/internal/v1/groups/ids", ANN, "{}").body()).matches("\\{\"id\":\"[0-9]+\"}");
        assertThat(redis.<String>call(commands -> commands.get(BusKeys.EPOCH))).isNotEmpty();
        assertThat(syncs("{\"user\":\"41\",\"cursor\":\"rubbish\"}\n{\"user\":\"999\"}\nnothing")
                        .lines())
                .satisfiesExactly(
                        refused -> assertThat(refused).startsWith("!{").contains("\"code\":\"bad_frame\""),
                        answered -> assertThat(answered).startsWith("{\"items\":[]"),
                        refused -> assertThat(refused).startsWith("!{").contains("\"code\":\"bad_frame\""));
        assertThat(get("/internal/v1/conversations/nonsense/events", ANN).statusCode())
                .isEqualTo(400);
        assertThat(get("/internal/v1/conversations/d:41:43/events", BOB).statusCode())
                .isEqualTo(404);
    }

    @Test
    void shouldAskTheReplicaThatIsNamed() {
        append(send(ANN, DIRECT, "for the replica", "x"));

        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(get("/internal/v1/conversations", ANN).statusCode()).isEqualTo(200);
            assertThat(get("/actuator/prometheus", ANN).body())
                    .containsPattern("dewberry_storage_replica_usable\\{[^}]*} 1.0")
                    .containsPattern("dewberry_storage_replica_lag_seconds\\{[^}]*} 0.0")
                    .containsPattern("dewberry_storage_reads_total\\{[^}]*replica=\"behind\"[^}]*} [1-9]")
                    .containsPattern("dewberry_database_pool_limit\\{[^}]*pool=\"replica\"");
        });
    }

    private String syncs(String questions) {
        return post("/internal/v1/syncs", ANN, questions).body();
    }

    @Test
    void shouldServeOnlyServices() {
        HttpResponse<String> answer =
                exchange(HttpRequest.newBuilder(uri("/internal/v1/epoch")).build());

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void shouldGoOnAfterRedisWasLost() {
        append(send(ANN, DIRECT, "before the loss", "before"));
        await().atMost(Duration.ofSeconds(15)).until(() -> history(ANN).body().contains("before the loss"));

        redis.restartEmpty();

        await().atMost(Duration.ofSeconds(15))
                .ignoreExceptions()
                .until(() ->
                        redis.<Long>call(commands -> commands.xlen(BusKeys.committed(new Partitions(4).of(DIRECT))))
                                > 0);
        await().atMost(Duration.ofSeconds(15)).ignoreExceptions().untilAsserted(() -> {
            append(send(ANN, DIRECT, "after the loss", "after"));
            assertThat(history(ANN).body()).contains("after the loss");
        });
    }

    @Test
    void shouldSayBusyWhileMariaDbIsAwayAndCommitWhenItIsBack() {
        append(send(ANN, DIRECT, "all well", "x"));
        await().atMost(Duration.ofSeconds(15)).until(() -> history(ANN).body().contains("all well"));

        mariaDb.kill();
        append(send(ANN, DIRECT, "patient", "y"));

        HttpResponse<String> busy = get("/internal/v1/conversations", ANN);
        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(busy.headers().firstValue("Retry-After")).isPresent();
        assertThat(history(ANN).body()).as("what is hot").contains("all well");
        assertThat(get("/actuator/health/readiness", ANN).statusCode()).isEqualTo(503);
        assertThat(get("/actuator/health/liveness", ANN).statusCode()).isEqualTo(200);
        mariaDb.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> history(ANN).body().contains("patient"));
        assertThat(get("/actuator/health/readiness", ANN).statusCode()).isEqualTo(200);
        assertThat(get("/actuator/prometheus", ANN).body())
                .contains("dewberry_storage_batch_size", "dewberry_storage_commit_seconds", "dewberry_storage_publish");
    }

    private static void append(Append append) {
        String stream = BusKeys.appends(service.getBean(Partitions.class)
                .of(((Append.Apply) append).command().conversation()));
        service.getBean(StreamWriter.class)
                .add(stream, AppendCodec.encode(append), StreamCaps.APPENDS)
                .toCompletableFuture()
                .join();
        assertThat(service.getBean(RedisBus.class).isConnected()).isTrue();
    }

    private static HttpResponse<String> history(UserId user) {
        return get("/internal/v1/conversations/" + DIRECT + "/events", user);
    }

    private static HttpResponse<String> get(String path, UserId user) {
        return exchange(authorized(path, user).build());
    }

    private static HttpResponse<String> post(String path, UserId user, String body) {
        return exchange(authorized(path, user)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static HttpRequest.Builder authorized(String path, UserId user) {
        return HttpRequest.newBuilder(uri(path))
                .header("X-Dewberry-User", user.toString())
                .header(
                        "Authorization",
                        "Bearer " + service.getBean(ServiceTokens.class).issue("storage"));
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + path);
    }

    private static HttpResponse<String> exchange(HttpRequest request) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
