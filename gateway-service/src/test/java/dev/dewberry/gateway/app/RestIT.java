package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.gateway.openapi.Shape;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(Servers.class)
class RestIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Shape DOCUMENTED = Shape.asDocumented();
    private static StandIn others;
    private static Gateway gateway;

    @BeforeAll
    static void start(Redis redis) {
        redis.freshUri();
        others = new StandIn(redis);
        gateway = Gateway.start(
                redis,
                others,
                "--dewberry.gateway.socket.drain=100ms",
                "--dewberry.gateway.rest.answer-within=2s",
                "--dewberry.gateway.limits.peers-are-clients=true");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        others.close();
    }

    private static CompletableFuture<HttpResponse<String>> call(
            String method, String path, long user, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                .timeout(Duration.ofSeconds(15))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (user > 0) {
            request.header("Authorization", "Bearer " + others.token(user, "1"));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(Json.read(response.body()).get("code").stringValue()).isEqualTo(code);
        assertThat(DOCUMENTED.faults("Problem", Json.read(response.body()))).isEmpty();
    }

    @Test
    void authsPathsArePassedOnWithTheClientsAddressAndWithoutForgedHeaders() {
        others.on("/api/v1/auth/login", call -> new StandIn.Answer(401, "{\"code\":\"bad_credentials\"}"));
        HttpResponse<String> response = call(
                        "POST",
                        "/api/v1/auth/login?x=%2F",
                        0,
                        "{\"username\":\"ann\"}",
                        "X-Dewberry-User",
                        "1",
                        "X-Dewberry-Client-Address",
                        "6.6.6.6")
                .join();

        assertThat(response.statusCode()).isEqualTo(401);
        StandIn.Call passed = others.calls.stream()
                .filter(call -> call.path().startsWith("/api/v1/auth/login"))
                .findFirst()
                .orElseThrow();
        assertThat(passed.path()).isEqualTo("/api/v1/auth/login?x=%2F");
        assertThat(passed.body()).isEqualTo("{\"username\":\"ann\"}");
        assertThat(passed.headers())
                .doesNotContainKey("x-dewberry-user")
                .containsEntry("x-dewberry-client-address", "127.0.0.1");
    }

    @Test
    void aBodyOverTheLimitIsTooLarge() {
        assertProblem(
                call("POST", "/api/v1/auth/register", 0, "x".repeat(1024 * 1024 + 1))
                        .join(),
                413,
                "too_large");
    }

    @Test
    void withoutATokenOrAPathThereIsAProblem() {
        assertProblem(call("GET", "/api/v1/conversations", 0, null).join(), 401, "unauthenticated");
        assertProblem(call("GET", "/api/v1/nothing", 0, null).join(), 404, "not_found");
        assertProblem(call("GET", "/internal/v1/epoch", 0, null).join(), 401, "unauthenticated");
        assertProblem(
                call("GET", "/api/v1/conversations/d:2:1/events", 81, null).join(), 400, "bad_frame");
    }

    @Test
    void conversationsAndEventsComeFromStorageForTheCaller() {
        others.on("/internal/v1/conversations", call -> StandIn.Answer.ok("{\"items\":[],\"next\":null}"));
        HttpResponse<String> response = call("GET", "/api/v1/conversations?limit=5&before=a%26b&user=1", 81, null)
                .join();

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"items\":[],\"next\":null}");
        assertThat(others.calls).anySatisfy(call -> {
            assertThat(call.path()).isEqualTo("/internal/v1/conversations?limit=5&before=a%26b");
            assertThat(call.headers()).containsEntry("x-dewberry-user", "81");
        });
    }

    @Test
    void theMembersOfAConversationComeFromStorageForTheCaller() {
        String page = "{\"conversation\":\"g:88\",\"memberCount\":140,"
                + "\"items\":[{\"user\":\"81\",\"role\":\"owner\"}],\"next\":\"81\"}";
        others.on("/internal/v1/conversations/g:88/members/page", call -> StandIn.Answer.ok(page));
        HttpResponse<String> response = call(
                        "GET", "/api/v1/conversations/g:88/members?after=7&limit=1&user=1", 81, null)
                .join();

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(page);
        assertThat(DOCUMENTED.faults("Members", Json.read(page))).isEmpty();
        assertThat(others.calls).anySatisfy(call -> {
            assertThat(call.path()).isEqualTo("/internal/v1/conversations/g:88/members/page?after=7&limit=1");
            assertThat(call.headers()).containsEntry("x-dewberry-user", "81");
        });
        assertProblem(
                call("GET", "/api/v1/conversations/g:89/members", 81, null).join(), 404, "not_found");
        assertProblem(call("GET", "/api/v1/conversations/g:88/members", 0, null).join(), 401, "unauthenticated");
        assertProblem(
                call("GET", "/api/v1/conversations/nonsense/members", 81, null).join(), 400, "bad_frame");
    }

    @Test
    void aSendIsAnsweredByItsAckAndARepetitionAsDuplicate() {
        String body = "{\"clientId\":\"c1\",\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}";
        var first = call("POST", "/api/v1/conversations/d:81:82/events", 81, body);
        Command.Send send = (Command.Send) others.command();
        others.deliver(gateway.id(), others.commit(send, 3));
        JsonNode ack = Json.read(first.join().body());
        assertThat(first.join().statusCode()).isEqualTo(201);
        assertThat(ack.get("conversation").stringValue()).isEqualTo("d:81:82");
        assertThat(ack.get("seq").asLong()).isEqualTo(3);
        assertThat(DOCUMENTED.faults("Ack", ack)).isEmpty();

        var second = call("POST", "/api/v1/conversations/d:81:82/events", 81, body);
        Command.Send again = (Command.Send) others.command();
        others.deliver(
                gateway.id(),
                new Delivery.Reply(again.origin(), new Delivery.Outcome.Duplicate(again.conversation(), 3, "e", 9)));
        assertThat(second.join().statusCode()).isEqualTo(201);
        assertThat(Json.read(second.join().body()).get("duplicate").booleanValue())
                .isTrue();
        assertThat(DOCUMENTED.faults("Ack", Json.read(second.join().body()))).isEmpty();
    }

    @Test
    void aSendWithoutAnOutcomeIsBusy() {
        var waiting = call(
                "POST",
                "/api/v1/conversations/d:81:83/events",
                81,
                "{\"clientId\":\"c2\",\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}");
        others.command();
        assertProblem(waiting.join(), 503, "busy");
        assertThat(waiting.join().headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void aSendToAConversationOfOthersIsNotFoundAndAWrongOneABadFrame() {
        assertProblem(
                call(
                                "POST",
                                "/api/v1/conversations/d:1:2/events",
                                81,
                                "{\"clientId\":\"c\",\"content\":{\"kind\":\"text\",\"text\":\"x\"}}")
                        .join(),
                404,
                "not_found");
        assertProblem(
                call("POST", "/api/v1/conversations/d:81:82/events", 81, "{").join(), 400, "bad_frame");
        assertProblem(
                call("POST", "/api/v1/conversations/d:81:82/events", 81, "{\"content\":{}}")
                        .join(),
                400,
                "bad_frame");
    }

    @Test
    void aGroupIsMadeWithAnIdFromStorageAndItsMembersAreChanged() {
        others.on("/internal/v1/groups/ids", call -> StandIn.Answer.ok("{\"id\":\"88\"}"));
        var made = call("POST", "/api/v1/groups", 81, "{\"name\":\"Choir\",\"members\":[\"82\",\"81\",\"82\"]}");
        Command.CreateGroup create = (Command.CreateGroup) others.command();
        assertThat(create.members()).containsExactly(new UserId(82));
        assertThat(create.conversation()).hasToString("g:88");
        others.deliver(
                gateway.id(),
                new Delivery.Event(
                        new Committed.Event(
                                create.origin(),
                                create.conversation(),
                                1,
                                "5",
                                create.from(),
                                5,
                                "{\"kind\":\"group\",\"name\":\"Choir\",\"memberCount\":2}",
                                create.clientId(),
                                1,
                                List.of(),
                                List.of()),
                        new long[0]));
        assertThat(made.join().statusCode()).isEqualTo(201);
        assertThat(made.join().body()).isEqualTo("{\"conversation\":\"g:88\"}");
        assertThat(DOCUMENTED.faults("GroupMade", Json.read(made.join().body())))
                .isEmpty();

        var added = call("PUT", "/api/v1/groups/g:88/members/83", 81, null);
        Command.ChangeMembers add = (Command.ChangeMembers) others.command();
        assertThat(add.change()).isEqualTo(Command.Change.ADD);
        others.deliver(
                gateway.id(), new Delivery.Reply(add.origin(), new Delivery.Outcome.Unchanged(add.conversation())));
        assertThat(added.join().statusCode()).isEqualTo(204);

        call("DELETE", "/api/v1/groups/88/members/81", 81, null);
        assertThat(((Command.ChangeMembers) others.command()).change()).isEqualTo(Command.Change.LEAVE);
        call("DELETE", "/api/v1/groups/88/members/82", 81, null);
        assertThat(((Command.ChangeMembers) others.command()).change()).isEqualTo(Command.Change.REMOVE);
    }

    @Test
    void healthAndMetricsAreOnTheManagementPortOnly() throws Exception {
        String management = "http://127.0.0.1:" + gateway.managementPort() + "/actuator/";
        for (String path : List.of("health/liveness", "health/readiness")) {
            HttpResponse<String> health = HTTP.send(
                    HttpRequest.newBuilder(URI.create(management + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(health.statusCode()).as(path).isEqualTo(200);
        }
        try (TestClient ann = TestClient.welcomed(gateway.port(), others.token(84, "1"))) {
            ann.send("{\"type\":\"ping\"}");
            ann.next();
            String metrics = HTTP.send(
                            HttpRequest.newBuilder(URI.create(management + "prometheus"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(metrics)
                    .contains(
                            "dewberry_gateway_sockets{", "dewberry_gateway_pending{", "dewberry_gateway_resyncs_total")
                    .contains("dewberry_gateway_frames_in_total{", "dewberry_gateway_write_queue_bytes{");
        }
        assertThat(call("GET", "/actuator/prometheus", 0, null).join().statusCode())
                .isEqualTo(404);
    }

    @Test
    void largeAnswersAreCompressedForWhoAsks() {
        others.on(
                "/internal/v1/conversations",
                call -> StandIn.Answer.ok("{\"items\":[\"" + "x".repeat(4000) + "\"],\"next\":null}"));
        HttpResponse<String> response = call("GET", "/api/v1/conversations", 85, null, "Accept-Encoding", "gzip")
                .join();
        assertThat(response.headers().firstValue("content-encoding")).hasValue("gzip");
    }

    @Test
    void theWebClientIsServedWithItsPagesItsCachingAndItsPolicy() {
        HttpResponse<String> index = call("GET", "/", 0, null).join();
        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.headers().firstValue("content-type").orElse("")).startsWith("text/html");
        assertThat(index.headers().firstValue("cache-control")).hasValue("no-cache");
        assertThat(index.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'self'")
                .contains("frame-ancestors 'none'");
        assertThat(call("GET", "/conversations/d:1:2", 0, null).join().body()).isEqualTo(index.body());
        assertThat(call("GET", "/missing.js", 0, null).join().statusCode()).isEqualTo(404);
        assertThat(call("GET", "/..%2fapplication.yaml", 0, null).join().body()).doesNotContain("spring:");

        Matcher asset = Pattern.compile("/assets/[^\"]+\\.js").matcher(index.body());
        assertThat(asset.find()).isTrue();
        HttpResponse<String> script = call("GET", asset.group(), 0, null).join();
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.headers().firstValue("cache-control").orElse("")).contains("immutable");
        assertThat(script.headers().firstValue("content-type").orElse("")).contains("javascript");
    }

    @Test
    void whatABrowserOrACdnHoldsOfTheWebClientIsSentOnceOnly() {
        HttpResponse<String> index = call("GET", "/", 0, null).join();
        String hash = index.headers().firstValue("etag").orElseThrow();
        assertThat(index.headers().firstValue("vary").orElse("")).containsIgnoringCase("accept-encoding");

        HttpResponse<String> again = call("GET", "/", 0, null, "If-None-Match", "\"another\", " + hash)
                .join();
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.headers().firstValue("cache-control")).hasValue("no-cache");
        assertThat(again.headers().firstValue("etag")).hasValue(hash);
        assertThat(call("GET", "/", 0, null, "If-None-Match", "\"another\"")
                        .join()
                        .statusCode())
                .isEqualTo(200);
        assertThat(call("GET", "/dewberry.svg", 0, null).join().headers().firstValue("etag"))
                .isNotEmpty()
                .isNotEqualTo(index.headers().firstValue("etag"));
    }

    @Test
    void everyFileOfTheBuildIsUnderANameOfItsOwnAndMayBeHeldForAYear() {
        String index = call("GET", "/", 0, null).join().body();
        Matcher asset = Pattern.compile("/assets/[^\"]+").matcher(index);
        int found = 0;
        while (asset.find()) {
            found++;
            assertThat(asset.group()).matches("/assets/.+-[A-Za-z0-9_-]{8}\\.(js|css)");
            assertThat(call("GET", asset.group(), 0, null).join().headers().firstValue("cache-control"))
                    .hasValue("max-age=31536000, public, immutable");
        }
        assertThat(found).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aFileThatAnotherVersionHasIsNotMissedForLong() {
        HttpResponse<String> missing =
                call("GET", "/assets/index-OLDER123.js", 0, null).join();

        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("cache-control")).hasValue("no-store");
    }
}
