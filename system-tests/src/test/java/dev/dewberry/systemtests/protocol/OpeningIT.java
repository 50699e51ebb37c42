package dev.dewberry.systemtests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.User;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Request;
import org.junit.jupiter.api.Test;

class OpeningIT extends SingleCluster {

    private static Request.Builder handshake() {
        return new Request.Builder().url(cluster.gateway(0) + "/ws").header("Sec-WebSocket-Protocol", "dewberry.v1");
    }

    @Test
    void welcomesAUserWithEverythingThatTheProtocolNames() {
        User ann = accounts.user();
        Frame welcome = open().hello(ann);

        assertThat(welcome.text()).startsWith("{\"type\":\"welcome\",").doesNotContain("\n");
        assertThat(welcome.json().path("user").path("id").asString())
                .isEqualTo(ann.id().toString());
        assertThat(welcome.json().path("user").path("username").asString()).isEqualTo(ann.username());
        assertThat(welcome.text("device")).isNotEmpty();
        assertThat(welcome.text("session")).isNotEmpty();
        assertThat(welcome.text("epoch")).isNotEmpty();
        assertThat(welcome.number("time"))
                .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis() + 60_000);
        assertThat(welcome.number("heartbeatSeconds")).isPositive();
        assertThat(welcome.json().path("limits").path("frameBytes").asInt()).isEqualTo(65536);
        assertThat(welcome.json().path("limits").path("sendsPerSecond").asInt()).isEqualTo(20);
    }

    @Test
    void closesWith4401WhereTheTokenIsNone() {
        RawClient client = open();
        client.send("{\"type\":\"hello\",\"id\":\"1\",\"token\":\"nonsense\"}");

        assertThat(client.awaitClose()).isEqualTo(4401);
    }

    @Test
    void closesWith4401WhereTheSignatureWasChanged() {
        String token = accounts.user().token();
        char last = token.charAt(token.length() - 2);
        String forged =
                token.substring(0, token.length() - 2) + (last == 'A' ? 'B' : 'A') + token.charAt(token.length() - 1);
        RawClient client = open();
        client.send("{\"type\":\"hello\",\"id\":\"1\",\"token\":\"" + forged + "\"}");

        assertThat(client.awaitClose()).isEqualTo(4401);
    }

    @Test
    void closesWith4400ForWhatIsNoFrame() {
        for (String broken : List.of("hello", "[]", "\"x\"", "42", "{}", "{\"type\":7}", "{\"type\":\"hello\"", "")) {
            RawClient client = open();
            client.send(broken);
            assertThat(client.awaitClose()).as(broken).isEqualTo(4400);
        }
    }

    @Test
    void closesWith4400ForABinaryFrameAndForASecondHello() {
        User ann = accounts.user();
        RawClient binary = connect(ann);
        binary.sendBinary("{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(binary.awaitClose()).isEqualTo(4400);

        RawClient twice = connect(ann);
        twice.send("{\"type\":\"hello\",\"id\":\"2\",\"token\":\"" + ann.token() + "\"}");
        assertThat(twice.awaitClose()).isEqualTo(4400);
    }

    @Test
    void serves64KibButClosesWith1009Above() {
        RawClient client = connect(accounts.user());
        String head = "{\"type\":\"ping\",\"id\":\"big\",\"padding\":\"";
        client.send(head + "x".repeat(65536 - head.length() - 2) + "\"}");
        assertThat(client.answerTo("big").type()).isEqualTo("pong");

        client.send(head + "x".repeat(65536 - head.length() - 1) + "\"}");
        assertThat(client.awaitClose()).isEqualTo(1009);
    }

    @Test
    void closesWith4408WhereNoHelloComes() {
        RawClient client = open();

        assertThat(client.awaitClose(Duration.ofSeconds(14))).isEqualTo(4408);
    }

    @Test
    void servesNothingBeforeHello() {
        User ann = accounts.user();
        RawClient early = open();
        early.send(RawClient.textTo(ann, "early-" + ann.id(), "hi"));
        early.send("{\"type\":\"sync\",\"id\":\"s\",\"cursor\":null}");
        early.send("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + ann.token() + "\"}");
        early.await(frame -> frame.text("id").equals("h") || frame.type().equals("error"));

        assertThat(early.frames("ack")).isEmpty();
        assertThat(early.frames("conversations")).isEmpty();
    }

    @Test
    void keepsASocketThatAnswersPingsAndAnswersPingItself() {
        RawClient client = connect(accounts.user());
        Frame pong = client.ask("{\"type\":\"ping\"}");
        assertThat(pong.type()).isEqualTo("pong");
        assertThat(pong.number("time")).isPositive();

        client.send("{\"type\":\"ping\"}");
        client.await(frame -> frame.type().equals("pong") && !frame.has("id"));
        // The library answers the server's pings, so that the socket outlives one and a half heartbeats.
        org.awaitility.Awaitility.await()
                .pollDelay(Duration.ofSeconds(8))
                .atMost(Duration.ofSeconds(9))
                .until(client::isOpen);
    }

    @Test
    void closesTheOldestOfMoreThanFiveSocketsOfADevice() {
        User ann = accounts.user();
        List<RawClient> five = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            five.add(connect(ann));
        }
        RawClient otherDevice = connect(accounts.otherDevice(ann));
        RawClient sixth = connect(ann);

        assertThat(five.get(0).awaitClose()).isEqualTo(4409);
        sixth.barrier();
        otherDevice.barrier();
        assertThat(five.subList(1, 5)).allMatch(RawClient::isOpen);
    }

    @Test
    void refusesAForeignOriginAndTakesItsOwn() {
        RawClient foreign = kept(new RawClient(handshake().header("Origin", "https://evil.example")));
        assertThat(foreign.refusedWith()).isEqualTo(403);

        RawClient own = kept(new RawClient(handshake().header("Origin", cluster.gateway(0))));
        assertThat(own.isOpen()).isTrue();
    }

    @Test
    void closesWithin2SecondsOfTheSessionsEnd() {
        Credentials credentials = Credentials.registered(rest);
        User user = credentials.signIn(rest);
        RawClient client = connect(user);

        assertThat(rest.post("/auth/logout", user.token(), null).status()).isEqualTo(204);

        assertThat(client.awaitClose(Duration.ofSeconds(3))).isEqualTo(4401);
        assertThat(rest.get("/users/me", user.token()).status()).isEqualTo(401);
        RawClient again = open();
        again.send("{\"type\":\"hello\",\"id\":\"1\",\"token\":\"" + user.token() + "\"}");
        assertThat(again.awaitClose()).isEqualTo(4401);
    }

    @Test
    void closesWith4403WhoeverIsBanned() {
        User ann = accounts.user();
        RawClient client = connect(ann);

        rest.call("PUT", "/admin/users/" + ann.id() + "/ban", accounts.adminToken(), null);

        assertThat(client.awaitClose(Duration.ofSeconds(3))).isEqualTo(4403);
    }
}
