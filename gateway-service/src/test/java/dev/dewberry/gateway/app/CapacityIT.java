package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// What a gateway does when there are more clients than it can take: at once, or at all.
@ExtendWith(Servers.class)
class CapacityIT {

    private StandIn others;

    @BeforeEach
    void start(Redis redis) {
        redis.freshUri();
        others = new StandIn(redis);
    }

    @AfterEach
    void stop() {
        others.close();
    }

    /// @param millis from the request to the answer
    private record Upgraded(String answer, long millis) {

        boolean opened() {
            return answer.startsWith("HTTP/1.1 101");
        }

        static Upgraded at(int port) {
            long begin = System.nanoTime();
            try (RawSocket raw = new RawSocket(port, 0)) {
                String answer = raw.upgrade("dewberry.v1", "");
                return new Upgraded(
                        answer, Duration.ofNanos(System.nanoTime() - begin).toMillis());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void manyNewSocketsAreTakenAtTheirPaceAndThoseThatAreOpenDoNotSuffer(Redis redis) {
        int burst = 5;
        int perSecond = 20;
        try (Gateway gateway = Gateway.start(
                        redis,
                        others,
                        "--dewberry.gateway.socket.drain=100ms",
                        "--dewberry.gateway.limits.new-sockets-burst=" + burst,
                        "--dewberry.gateway.limits.new-sockets-per-second=" + perSecond,
                        "--dewberry.gateway.limits.new-sockets-wait=1s");
                TestClient open = TestClient.welcomed(gateway.port(), others.token(51, "1"));
                ExecutorService storm = Executors.newVirtualThreadPerTaskExecutor()) {
            long begin = System.nanoTime();
            List<CompletableFuture<Upgraded>> upgrades = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                upgrades.add(CompletableFuture.supplyAsync(() -> Upgraded.at(gateway.port()), storm));
            }
            long slowest = 0;
            while (upgrades.stream().anyMatch(upgrade -> !upgrade.isDone())) {
                long asked = System.nanoTime();
                open.send("{\"type\":\"ping\",\"id\":\"p\"}");
                assertThat(open.nextText()).contains("\"pong\"");
                slowest = Math.max(slowest, System.nanoTime() - asked);
            }
            long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();

            List<Upgraded> all = upgrades.stream().map(CompletableFuture::join).toList();
            List<Upgraded> refused =
                    all.stream().filter(upgrade -> !upgrade.opened()).toList();
            assertThat(all.stream().filter(Upgraded::opened).count())
                    .as("in %d ms", millis)
                    .isBetween((long) perSecond / 2, burst + perSecond * (millis + 1000) / 1000);
            assertThat(all).anyMatch(upgrade -> upgrade.opened() && upgrade.millis() > 400);
            assertThat(refused)
                    .isNotEmpty()
                    .allSatisfy(upgrade -> assertThat(upgrade.answer())
                            .startsWith("HTTP/1.1 503")
                            .containsPattern("(?i)retry-after: \\d+\r\n"));
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void beforeMemoryIsShortNewSocketsAreRefusedAndTheRestIsServed(Redis redis) throws IOException {
        others.on("/internal/v1/conversations", call -> StandIn.Answer.ok("{\"items\":[],\"next\":null}"));
        try (Gateway gateway = Gateway.start(
                redis,
                others,
                "--dewberry.gateway.socket.drain=100ms",
                // What any gateway uses is too much here.
                "--dewberry.gateway.limits.memory-short=0.0000001")) {
            assertThat(Upgraded.at(gateway.port()).answer())
                    .startsWith("HTTP/1.1 503")
                    .containsPattern("(?i)retry-after: 30\r\n")
                    .contains("application/problem+json");
            try (RawSocket rest = new RawSocket(gateway.port(), 0)) {
                assertThat(rest.request("GET /api/v1/conversations HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                                + others.token(52, "1") + "\r\n\r\n"))
                        .startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void withMemoryNearlyUsedUpTheIdlestSocketsAreSentAwayOneCollectionAfterTheOther(Redis redis) {
        try (Gateway gateway = Gateway.start(
                redis,
                others,
                "--dewberry.gateway.socket.drain=400ms",
                "--dewberry.gateway.limits.memory-shed=0.0000001")) {
            // The start itself may have ended with a collection, which is not the one that this is about.
            pause(Duration.ofMillis(1500));
            idlestFirst(gateway);
        }
    }

    private void idlestFirst(Gateway gateway) {
        try (TestClient idle = TestClient.welcomed(gateway.port(), others.token(53, "1"));
                TestClient busy = TestClient.welcomed(gateway.port(), others.token(54, "1"));
                TestClient hidden = TestClient.open(gateway.port())) {
            hidden.send("{\"type\":\"hello\",\"id\":\"h\",\"background\":true,\"token\":\"" + others.token(55, "1")
                    + "\"}");
            assertThat(hidden.nextText()).contains("welcome");
            busy.send("{\"type\":\"status\",\"status\":\"online\"}");
            idle.send("{\"type\":\"ping\"}");
            assertThat(idle.nextText()).contains("pong");

            collect();
            assertOverload(hidden);
            assertThat(idle.hasNothingFor(Duration.ofMillis(300))).isTrue();
            collect();
            assertOverload(idle);
            busy.send("{\"type\":\"ping\",\"id\":\"still here\"}");
            assertThat(busy.nextText()).contains("\"still here\"");
        }
    }

    @Test
    void aUserPastHisCommandsByRestAndASocketPastItsQueriesAreToldWhenToComeAgain(Redis redis) throws IOException {
        others.on("/internal/v1/syncs", call -> {
            pause(Duration.ofMillis(500));
            return StandIn.Answer.ok("{\"items\":[],\"cursor\":\"c\",\"more\":false}");
        });
        try (Gateway gateway = Gateway.start(
                        redis,
                        others,
                        "--dewberry.gateway.socket.drain=100ms",
                        "--dewberry.gateway.rest.answer-within=1s",
                        "--dewberry.gateway.limits.sends-per-second=1",
                        "--dewberry.gateway.limits.send-burst=1",
                        "--dewberry.gateway.limits.queries-per-socket=1");
                TestClient ann = TestClient.welcomed(gateway.port(), others.token(56, "1"));
                RawSocket first = new RawSocket(gateway.port(), 0);
                RawSocket second = new RawSocket(gateway.port(), 0);
                RawSocket other = new RawSocket(gateway.port(), 0)) {
            first.write(restSend(56));
            second.write(restSend(56));
            other.write(restSend(57));
            assertThat(others.commands(2)).hasSize(2);
            assertThat(List.of(first.head(), second.head()))
                    .satisfiesOnlyOnce(answer ->
                            assertThat(answer).startsWith("HTTP/1.1 429").containsPattern("(?i)retry-after: [12]\r\n"));
            assertThat(other.head()).as("busy, as nobody commits here").startsWith("HTTP/1.1 503");

            ann.send("{\"type\":\"sync\",\"id\":\"1\"}");
            ann.send("{\"type\":\"sync\",\"id\":\"2\"}");
            JsonNode limited = ann.next();
            assertThat(limited.get("id").stringValue()).isEqualTo("2");
            assertThat(limited.get("code").stringValue()).isEqualTo("rate_limited");
            assertThat(limited.get("retryAfterMs").asLong()).isPositive();
            assertThat(ann.nextText()).startsWith("{\"type\":\"conversations\",\"id\":\"1\"");
        }
    }

    private String restSend(long user) {
        String body = "{\"clientId\":\"c\",\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}";
        return "POST /api/v1/conversations/d:" + user
                + ":58/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + others.token(user, "1") + "\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertOverload(TestClient client) {
        JsonNode goaway = client.next();
        assertThat(goaway.get("type").stringValue()).isEqualTo("goaway");
        assertThat(goaway.get("reason").stringValue()).isEqualTo("overload");
        assertThat(goaway.get("retryAfterMs").get(0).asLong()).isEqualTo(10_000);
        assertThat(client.closeCode()).isEqualTo(4503);
    }

    @SuppressWarnings("SystemGc")
    private static void collect() {
        System.gc();
    }
}
