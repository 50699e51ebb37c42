package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// Each refusal and each close code, with real sockets.
@ExtendWith(Servers.class)
class SocketRulesIT {

    private static StandIn others;
    private static Gateway gateway;

    @BeforeAll
    static void start(Redis redis) {
        redis.freshUri();
        others = new StandIn(redis);
        gateway = Gateway.start(
                redis,
                others,
                "--dewberry.gateway.socket.drain=200ms",
                "--dewberry.gateway.socket.hello-within=2s",
                "--dewberry.gateway.socket.heartbeat=2s",
                "--dewberry.gateway.socket.stalled-for=1s",
                "--dewberry.gateway.socket.close-grace=500ms",
                "--dewberry.gateway.limits.flood-factor=2",
                "--dewberry.gateway.limits.flood-seconds=2",
                "--dewberry.gateway.socket.max=60");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        others.close();
    }

    private static RawSocket raw() throws IOException {
        return RawSocket.upgraded(gateway.port(), 0);
    }

    private static RawSocket welcomed(long user, String device, int receiveBuffer) throws IOException {
        RawSocket raw = RawSocket.upgraded(gateway.port(), receiveBuffer);
        raw.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + others.token(user, device) + "\"}");
        assertThat(raw.next().text()).startsWith("{\"type\":\"welcome\"");
        return raw;
    }

    private static JsonNode answerTo(RawSocket raw, String frame) throws IOException {
        raw.text(frame);
        return Json.read(raw.next().text());
    }

    @Test
    void anUpgradeWithoutTheSubprotocolIsRefused() throws IOException {
        try (RawSocket raw = new RawSocket(gateway.port(), 0)) {
            assertThat(raw.upgrade("other", "")).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void aPlainRequestForTheSocketIsToldToUpgrade() throws IOException {
        try (RawSocket raw = new RawSocket(gateway.port(), 0)) {
            assertThat(raw.request("GET /ws HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 426");
        }
    }

    @Test
    void aForeignOriginIsRefused() throws IOException {
        try (RawSocket raw = new RawSocket(gateway.port(), 0)) {
            assertThat(raw.upgrade("dewberry.v1", "Origin: https://evil.example\r\n"))
                    .startsWith("HTTP/1.1 403")
                    .contains("application/problem+json");
        }
        try (RawSocket raw = new RawSocket(gateway.port(), 0)) {
            assertThat(raw.upgrade("dewberry.v1", "Origin: http://127.0.0.1\r\n"))
                    .startsWith("HTTP/1.1 101")
                    .contains("sec-websocket-protocol: dewberry.v1");
        }
    }

    @Test
    void anUpgradeMayFollowAnAnsweredRequestOnItsConnection() throws IOException {
        try (RawSocket raw = new RawSocket(gateway.port(), 0)) {
            String first = raw.request("HEAD /api/v1/conversations HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            assertThat(first).startsWith("HTTP/1.1 4");
            assertThat(raw.upgrade("dewberry.v1", "")).startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void compressionIsAgreedOnWithoutContextAndUsedForLargeFrames() throws IOException {
        others.on(
                "/internal/v1/syncs",
                call -> StandIn.Answer.ok("{\"items\":[],\"cursor\":\"" + "c".repeat(3000) + "\",\"more\":false}"));
        try (RawSocket raw = new RawSocket(gateway.port(), 0)) {
            assertThat(raw.upgrade("dewberry.v1", "Sec-WebSocket-Extensions: permessage-deflate\r\n"))
                    .contains("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
            raw.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + others.token(30, "1") + "\"}");
            assertThat(raw.next().first()).isEqualTo(0x81);
            raw.text("{\"type\":\"sync\",\"id\":\"s\"}");
            RawSocket.Frame answer = raw.next();
            assertThat(answer.first()).isEqualTo(0xC1);
            assertThat(answer.payload().length).isLessThan(200);
        }
    }

    @Test
    void rubbishCloses4400() throws IOException {
        for (String rubbish : List.of("{", "[1]", "\"x\"", "{\"id\":\"1\"}", "{\"type\":1}", "")) {
            try (RawSocket raw = raw()) {
                raw.text(rubbish);
                assertThat(raw.closeCode()).as(rubbish).isEqualTo(4400);
            }
        }
        try (RawSocket raw = raw()) {
            raw.frame(0x82, "{}".getBytes(StandardCharsets.UTF_8));
            assertThat(raw.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void aSecondHelloCloses4400() throws IOException {
        try (RawSocket raw = welcomed(31, "1", 0)) {
            raw.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"x\"}");
            assertThat(raw.closeCode()).isEqualTo(4400);
        }
    }

    @Test
    void aFrameOverTheLimitCloses1009() throws IOException {
        try (RawSocket raw = raw()) {
            raw.frame(0x81, new byte[65537]);
            assertThat(raw.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void noHelloInTimeCloses4408() throws IOException {
        try (RawSocket raw = raw()) {
            assertThat(raw.closeCode()).isEqualTo(4408);
        }
    }

    @Test
    void silenceIsPingedAndThenCloses4408() throws IOException {
        try (RawSocket raw = welcomed(32, "1", 0)) {
            assertThat(raw.next().first()).isEqualTo(0x89);
            raw.frame(0x8A, new byte[0]);
            assertThat(raw.next().first()).isEqualTo(0x89);
            assertThat(raw.closeCode()).isEqualTo(4408);
        }
    }

    @Test
    void badTokensClose4401() throws IOException {
        for (String token : List.of("", "x", others.expiredToken(33), others.forgedToken(33))) {
            try (RawSocket raw = raw()) {
                raw.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + token + "\"}");
                assertThat(raw.closeCode()).as(token).isEqualTo(4401);
            }
        }
    }

    @Test
    void aRequestBeforeHelloCloses4401() throws IOException {
        try (RawSocket raw = raw()) {
            raw.text("{\"type\":\"sync\",\"id\":\"1\"}");
            assertThat(raw.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void aRevokedSessionCloses4401WithinTwoSecondsAndABannedOne4403() throws IOException {
        try (RawSocket revoked = welcomed(34, "1", 0);
                RawSocket banned = welcomed(35, "1", 0)) {
            long begin = System.nanoTime();
            others.revoke("s34-1", "revoked");
            others.revoke("s35-1", "banned");
            assertThat(revoked.closeCode()).isEqualTo(4401);
            assertThat(banned.closeCode()).isEqualTo(4403);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        }
        try (RawSocket again = raw()) {
            again.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + others.token(34, "1") + "\"}");
            assertThat(again.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void theSixthSocketOfADeviceClosesTheOldest4409() throws IOException {
        List<RawSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sockets.add(welcomed(36, "1", 0));
        }
        assertThat(sockets.getFirst().closeCode()).isEqualTo(4409);
        assertThat(answerTo(sockets.get(1), "{\"type\":\"ping\"}").get("type").stringValue())
                .isEqualTo("pong");
        for (RawSocket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void badFieldsAreAnsweredAndCloseNothing() throws IOException {
        try (RawSocket raw = welcomed(37, "1", 0)) {
            assertThat(code(answerTo(raw, "{\"type\":\"dance\",\"id\":\"1\"}"))).isEqualTo("unsupported");
            assertThat(code(answerTo(raw, "{\"type\":\"send\",\"id\":\"1\"}"))).isEqualTo("bad_frame");
            assertThat(code(answerTo(
                            raw,
                            "{\"type\":\"send\",\"id\":\"1\",\"to\":{\"conversation\":\"d:9:1\"},\"clientId\":\"c\","
                                    + "\"content\":{\"kind\":\"text\",\"text\":\"x\"}}")))
                    .isEqualTo("bad_frame");
            assertThat(code(answerTo(
                            raw,
                            "{\"type\":\"send\",\"id\":\"1\",\"to\":{\"conversation\":\"d:1:2\"},\"clientId\":\"c\","
                                    + "\"content\":{\"kind\":\"text\",\"text\":\"x\"}}")))
                    .isEqualTo("not_found");
            for (String kind : List.of("media", "edit", "recall", "reaction", "pin", "encrypted", "dance")) {
                assertThat(code(answerTo(raw, send("c", "{\"kind\":\"" + kind + "\"}"))))
                        .as(kind)
                        .isEqualTo("unsupported");
            }
            assertThat(code(answerTo(raw, send("c", "{\"kind\":\"text\",\"text\":\"" + "x".repeat(8001) + "\"}"))))
                    .isEqualTo("too_large");
            assertThat(answerTo(raw, "{\"type\":\"ping\",\"id\":\"p\"}")
                            .get("id")
                            .stringValue())
                    .isEqualTo("p");
        }
    }

    private static String send(String clientId, String content) {
        return "{\"type\":\"send\",\"id\":\"1\",\"to\":{\"user\":\"99\"},\"clientId\":\"" + clientId + "\",\"content\":"
                + content + "}";
    }

    private static String code(JsonNode error) {
        assertThat(error.get("type").stringValue()).isEqualTo("error");
        return error.get("code").stringValue();
    }

    @Test
    void sendsPastTheBurstAreEachAnsweredRateLimited() throws IOException {
        try (RawSocket raw = welcomed(38, "1", 0)) {
            // Unknown to nobody: only the answers that come at once are looked at.
            for (int i = 0; i < 105; i++) {
                raw.text(send("c" + i, "{\"kind\":\"text\",\"text\":\"x\"}"));
            }
            JsonNode limited = Json.read(raw.next().text());
            assertThat(code(limited)).isEqualTo("rate_limited");
            assertThat(limited.get("retryAfterMs").asLong()).isBetween(1L, 1000L);
            assertThat(others.commands(100)).hasSizeGreaterThanOrEqualTo(100);
        }
    }

    @Test
    void aFloodCloses4429() throws IOException {
        try (RawSocket raw = welcomed(39, "1", 0)) {
            long end = System.nanoTime() + Duration.ofSeconds(8).toNanos();
            try {
                while (System.nanoTime() < end) {
                    raw.text("{\"type\":\"read\",\"conversation\":\"d:39:40\",\"seq\":1}");
                    // A flood of 200 frames a second, not of as many as the machine can do.
                    Thread.sleep(5);
                }
            } catch (IOException closed) {
                // Nobody reads any more.
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            assertThat(raw.closeCode()).isEqualTo(4429);
        }
    }

    @Test
    void aClientThatDoesNotReadIsClosedAndTheOthersGetTheirEvents() throws IOException {
        try (RawSocket deaf = welcomed(41, "1", 4096);
                TestClient ann = TestClient.welcomed(gateway.port(), others.token(42, "1"))) {
            ann.send(send("deaf", "{\"kind\":\"text\",\"text\":\"" + "x".repeat(7000) + "\"}"));
            Command.Send send = (Command.Send) others.command();
            int before =
                    gateway.bean(dev.dewberry.gateway.session.Registry.class).sessionsOf(41).length;
            assertThat(before).isEqualTo(1);
            Delivery[] many = new Delivery[1500];
            for (int i = 0; i < many.length; i++) {
                many[i] = others.republish(send, i + 1, 41);
            }
            others.deliver(gateway.id(), many);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> gateway.bean(dev.dewberry.gateway.session.Registry.class)
                                    .sessionsOf(41)
                                    .length
                            == 0);
            ann.send("{\"type\":\"ping\",\"id\":\"alive\"}");
            assertThat(ann.nextText()).contains("\"alive\"");
        }
    }

    @Test
    void pastTheNodesLimitAnUpgradeIsRefusedWithARetryTime() throws IOException {
        List<RawSocket> sockets = new ArrayList<>();
        String refused = "";
        for (int i = 0; i < 80 && refused.isEmpty(); i++) {
            RawSocket raw = new RawSocket(gateway.port(), 0);
            sockets.add(raw);
            String answer = raw.upgrade("dewberry.v1", "");
            if (!answer.startsWith("HTTP/1.1 101")) {
                refused = answer;
            }
        }
        for (RawSocket socket : sockets) {
            socket.close();
        }
        assertThat(refused).startsWith("HTTP/1.1 503").contains("retry-after: ");
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> gateway.bean(dev.dewberry.gateway.socket.SocketNode.class)
                                .sockets()
                        < 10);
    }

    @Test
    void randomFramesAreAnsweredOrCloseTheSocketAndTheGatewayLives() throws IOException {
        Random random = new Random(2026);
        String[] pieces = {
            "{",
            "}",
            "\"type\"",
            ":",
            "\"send\"",
            "\"sync\"",
            "\"history\"",
            ",",
            "\"id\"",
            "\"1\"",
            "null",
            "[",
            "]",
            "\"to\"",
            "\"conversation\"",
            "\"d:1:2\"",
            "1e999",
            "-0",
            "\"watch\"",
            "\"users\"",
            "\\u0000",
            "é",
            " ",
        };
        for (int round = 0; round < 60; round++) {
            try (RawSocket raw = round % 2 == 0 ? raw() : welcomed(43, "1", 0)) {
                for (int i = 0; i < 10; i++) {
                    StringBuilder frame = new StringBuilder();
                    if (random.nextBoolean()) {
                        frame.append("{\"type\":\"").append(random.nextBoolean() ? "send" : "history");
                        frame.append("\",\"id\":\"r\"");
                    }
                    for (int j = random.nextInt(12); j > 0; j--) {
                        frame.append(pieces[random.nextInt(pieces.length)]);
                    }
                    raw.text(frame.toString());
                }
            } catch (IOException closed) {
                // Closed for the rubbish before.
            }
        }
        try (RawSocket raw = welcomed(44, "1", 0)) {
            assertThat(answerTo(raw, "{\"type\":\"ping\"}").get("type").stringValue())
                    .isEqualTo("pong");
        }
    }
}
