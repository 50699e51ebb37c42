package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// What a gateway does when the others, or it itself, go away.
@ExtendWith(Servers.class)
class FaultsIT {

    private static String send(String clientId) {
        return "{\"type\":\"send\",\"id\":\"1\",\"to\":{\"user\":\"72\"},\"clientId\":\"" + clientId
                + "\",\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}";
    }

    @Test
    void afterAWipeOfRedisTheRoutesAreWrittenAgainAndEverySocketResyncs(Redis redis) {
        redis.freshUri();
        try (StandIn others = new StandIn(redis);
                Gateway gateway = Gateway.start(redis, others, "--dewberry.gateway.socket.drain=100ms");
                TestClient ann = TestClient.welcomed(gateway.port(), others.token(71, "1"))) {
            ann.send(send("lost"));
            assertThat(others.command()).isInstanceOf(Command.Send.class);
            redis.restartEmpty();

            assertThat(ann.nextText()).isEqualTo("{\"type\":\"resync\"}");
            assertThat(ann.nextText()).contains("\"error\"", "\"busy\"", "\"id\":\"1\"");
            assertThat(redis.<String>call(commands -> commands.hget(BusKeys.gatewayUsers(gateway.id()), "71")))
                    .isEqualTo("online");
            assertThat(redis.<Double>call(commands -> commands.zscore(BusKeys.GATEWAYS, gateway.id())))
                    .isNotNull();
            ann.send(send("after"));
            Command.Send send = (Command.Send) others.command();
            others.deliver(gateway.id(), others.commit(send, 1, 71));
            JsonNode next = ann.next();
            while (next.get("type").stringValue().equals("resync")) {
                next = ann.next();
            }
            assertThat(next.get("type").stringValue()).isEqualTo("ack");
        }
    }

    @Test
    void whoWaitsByRestIsToldToAskAgainAtOnceWhenRedisLostWhatItHad(Redis redis) {
        redis.freshUri();
        try (StandIn others = new StandIn(redis);
                HttpClient http = HttpClient.newHttpClient();
                Gateway gateway = Gateway.start(
                        redis,
                        others,
                        "--dewberry.gateway.socket.drain=100ms",
                        "--dewberry.gateway.rest.answer-within=60s")) {
            CompletableFuture<HttpResponse<String>> answer = http.sendAsync(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + gateway.port() + "/api/v1/conversations/d:71:72/events"))
                            .header("Authorization", "Bearer " + others.token(71, "1"))
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"clientId\":\"c1\",\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(others.command()).isInstanceOf(Command.Send.class);

            redis.restartEmpty();

            assertThat(answer).succeedsWithin(Duration.ofSeconds(30)).satisfies(told -> {
                assertThat(told.statusCode()).isEqualTo(503);
                assertThat(told.body()).contains("\"busy\"");
            });
        }
    }

    @Test
    void keysThatAreGoneWithoutAnotherRedisAreNoticedToo(Redis redis) {
        redis.freshUri();
        try (StandIn others = new StandIn(redis);
                Gateway gateway = Gateway.start(redis, others, "--dewberry.gateway.socket.drain=100ms");
                TestClient ann = TestClient.welcomed(gateway.port(), others.token(71, "1"))) {
            redis.call(commands -> commands.flushall());

            assertThat(ann.nextText()).isEqualTo("{\"type\":\"resync\"}");
            assertThat(redis.<String>call(commands -> commands.hget(BusKeys.gatewayUsers(gateway.id()), "71")))
                    .isEqualTo("online");
        }
    }

    /// The lease was there again, a part of the routes too, and the next renewal found nothing wrong.
    @Test
    void routesOfWhichOnlyAPartCouldBeWrittenAgainAreWrittenUntilAllAreThere(Redis redis) {
        redis.freshUri();
        try (StandIn others = new StandIn(redis);
                Gateway gateway = Gateway.start(redis, others, "--dewberry.gateway.socket.drain=100ms");
                TestClient ann = TestClient.welcomed(gateway.port(), others.token(71, "1"))) {
            redis.call(
                    commands -> commands.aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.HSET)));
            try {
                redis.call(commands -> commands.flushall());
                Awaitility.await()
                        .until(() -> redis.call(commands -> commands.zscore(BusKeys.GATEWAYS, gateway.id())) != null);
                redis.call(commands -> commands.hsetnx(BusKeys.gatewayUsers(gateway.id()), "72", "online"));
            } finally {
                redis.call(commands ->
                        commands.aclSetuser("default", AclSetuserArgs.Builder.addCommand(CommandType.HSET)));
            }

            assertThat(ann.nextText()).isEqualTo("{\"type\":\"resync\"}");
            assertThat(redis.<String>call(commands -> commands.hget(BusKeys.gatewayUsers(gateway.id()), "71")))
                    .isEqualTo("online");
        }
    }

    @Test
    void withRedisAwayASendIsBusyAndAHelloIsTurnedAway(Redis redis) {
        redis.freshUri();
        try (StandIn others = new StandIn(redis);
                Gateway gateway = Gateway.start(redis, others, "--dewberry.gateway.socket.drain=100ms");
                TestClient ann = TestClient.welcomed(gateway.port(), others.token(71, "1"))) {
            redis.kill();
            try {
                ann.send(send("away"));
                assertThat(ann.next().get("code").stringValue()).isEqualTo("busy");
                try (TestClient bob = TestClient.open(gateway.port())) {
                    bob.send("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + others.token(72, "1") + "\"}");
                    assertThat(bob.closeCode()).isEqualTo(4503);
                }
            } finally {
                redis.start();
            }
        }
    }

    @Test
    void withAuthAwayFromTheStartTheLastKnownKeysServeAndWithoutThemItIs4503(Redis redis) {
        redis.freshUri();
        try (StandIn others = new StandIn(redis)) {
            try (Gateway first = Gateway.start(redis, others, "--dewberry.gateway.socket.drain=100ms")) {
                TestClient.welcomed(first.port(), others.token(71, "1")).close();
                others.revoke("s99-1", "revoked");
                Awaitility.await()
                        .until(() -> redis.call(commands -> commands.exists("dw:cache:gateway:revoked")) == 1);
            }
            String away = "--dewberry.services.auth=http://127.0.0.1:1";
            try (Gateway second = Gateway.start(redis, others, away, "--dewberry.gateway.socket.drain=100ms")) {
                TestClient.welcomed(second.port(), others.token(71, "1")).close();
            }
            redis.freshUri();
            try (Gateway third = Gateway.start(redis, others, away, "--dewberry.gateway.socket.drain=100ms");
                    TestClient ann = TestClient.open(third.port())) {
                ann.send("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + others.token(71, "1") + "\"}");
                assertThat(ann.closeCode()).isEqualTo(4503);
            }
        }
    }

    @Test
    void aGatewayThatStopsSaysGoodbyeAcknowledgesWhatItTookAndCloses4503(Redis redis) throws Exception {
        redis.freshUri();
        try (StandIn others = new StandIn(redis)) {
            Gateway gateway = Gateway.start(redis, others, "--dewberry.gateway.socket.drain=2s");
            try (TestClient ann = TestClient.welcomed(gateway.port(), others.token(71, "1"))) {
                ann.send(send("before"));
                Command.Send send = (Command.Send) others.command();
                String id = gateway.id();
                CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::close);

                JsonNode goaway = ann.next();
                assertThat(goaway.get("type").stringValue()).isEqualTo("goaway");
                assertThat(goaway.get("reason").stringValue()).isEqualTo("drain");
                assertThat(goaway.get("retryAfterMs").size()).isEqualTo(2);
                ann.send(send("later"));
                assertThat(ann.next().get("code").stringValue()).isEqualTo("busy");
                others.deliver(id, others.commit(send, 1, 71));
                assertThat(ann.next().get("type").stringValue()).isEqualTo("ack");
                assertThat(ann.closeCode()).isEqualTo(4503);
                stopped.get(20, java.util.concurrent.TimeUnit.SECONDS);
                assertThat(redis.<java.util.List<String>>call(commands -> commands.keys("dw:{gw-" + id + "}*")))
                        .isEmpty();
                assertThat(redis.<Double>call(commands -> commands.zscore(BusKeys.GATEWAYS, id)))
                        .isNull();
            }
        }
    }

    @Test
    void aRestoredStoreSendsEverybodyAwayToBeWelcomedIntoTheNewEpoch(Redis redis) {
        redis.freshUri();
        try (StandIn others = new StandIn(redis);
                Gateway gateway = Gateway.start(redis, others, "--dewberry.gateway.socket.drain=1s");
                TestClient ann = TestClient.welcomed(gateway.port(), others.token(71, "1"));
                TestClient bob = TestClient.welcomed(gateway.port(), others.token(72, "1"))) {
            ann.send(send("long ago"));
            others.deliver(gateway.id(), others.commit((Command.Send) others.command(), 5, 71));
            assertThat(ann.nextText()).contains("\"ack\"").contains("\"seq\":5");
            ann.send(send("before"));
            Command.Send before = (Command.Send) others.command();

            others.on("/internal/v1/epoch", call -> StandIn.Answer.ok("{\"epoch\":\"e2\"}"));

            for (TestClient client : new TestClient[] {ann, bob}) {
                JsonNode goaway = client.next();
                assertThat(goaway.get("type").stringValue()).isEqualTo("goaway");
                assertThat(goaway.get("reason").stringValue()).isEqualTo("restart");
                assertThat(goaway.get("retryAfterMs").get(0).asLong())
                        .isLessThan(goaway.get("retryAfterMs").get(1).asLong());
            }
            ann.send(send("later"));
            assertThat(ann.next().get("code").stringValue()).isEqualTo("busy");
            assertThat(bob.closeCode()).isEqualTo(4503);
            // Long after the time of the good-bye: what was accepted is still awaited.
            assertThat(ann.hasNothingFor(Duration.ofMillis(1500))).isTrue();
            // The restored store counts from a lower seq again, and that is no repetition.
            others.deliver(gateway.id(), others.commit(before, 2, 71));
            JsonNode ack = ann.next();
            assertThat(ack.get("type").stringValue()).isEqualTo("ack");
            assertThat(ack.has("duplicate")).isFalse();
            assertThat(ann.closeCode()).isEqualTo(4503);

            try (TestClient again = TestClient.open(gateway.port())) {
                again.send("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + others.token(71, "1") + "\"}");
                JsonNode welcome = again.next();
                assertThat(welcome.get("type").stringValue()).isEqualTo("welcome");
                assertThat(welcome.get("epoch").stringValue()).isEqualTo("e2");
                others.deliver(gateway.id(), others.republish(before, 3, 71));
                assertThat(again.next().get("type").stringValue()).isEqualTo("event");
                assertThat(again.hasNothingFor(Duration.ofSeconds(4)))
                        .as("welcomed into the new epoch, and left alone")
                        .isTrue();
            }
        }
    }
}
