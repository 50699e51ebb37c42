package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What an address may get wrong before it is slowed, and who else feels it. Each test comes from an address
/// of its own.
@ExtendWith(Servers.class)
class AddressLimitsIT {

    private static final int FAILURES = 5;
    private static final String PROXY = "127.0.0.9";
    private static final String UPGRADE = "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: dewberry.v1\r\n\r\n";

    private static StandIn others;
    private static Gateway gateway;

    @BeforeAll
    static void start(Redis redis) {
        redis.freshUri();
        others = new StandIn(redis);
        others.on("/internal/v1/conversations", call -> StandIn.Answer.ok("{\"items\":[],\"next\":null}"));
        others.on("/api/v1/auth/login", call -> new StandIn.Answer(401, "{\"code\":\"bad_credentials\"}"));
        gateway = Gateway.start(
                redis,
                others,
                "--dewberry.gateway.socket.drain=100ms",
                "--dewberry.gateway.socket.hello-within=1s",
                // Slowly forgiven, so that the time a test takes changes nothing.
                "--dewberry.gateway.limits.failures-per-minute=1",
                "--dewberry.gateway.limits.failure-burst=" + FAILURES,
                "--dewberry.gateway.limits.slowed-per-second=1",
                "--dewberry.gateway.limits.peers-are-clients=true",
                "--dewberry.gateway.limits.trusted-proxies=" + PROXY,
                // What a cluster would switch on must not make headers count.
                "--spring.main.cloud-platform=kubernetes");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        others.close();
    }

    private static String forwarded(@Nullable String client) {
        return client == null ? "" : "X-Forwarded-For: " + client + "\r\n";
    }

    private static String upgrade(String from, @Nullable String forwardedFor) throws IOException {
        try (RawSocket raw = new RawSocket(gateway.port(), 0, from)) {
            return raw.upgrade("dewberry.v1", forwarded(forwardedFor));
        }
    }

    private static RawSocket upgraded(String from, @Nullable String forwardedFor) throws IOException {
        RawSocket raw = new RawSocket(gateway.port(), 0, from);
        assertThat(raw.upgrade("dewberry.v1", forwarded(forwardedFor))).startsWith("HTTP/1.1 101");
        return raw;
    }

    private static RawSocket hello(String from, @Nullable String forwardedFor, String token) throws IOException {
        RawSocket raw = upgraded(from, forwardedFor);
        raw.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + token + "\"}");
        return raw;
    }

    private static void badToken(String from, @Nullable String forwardedFor) throws IOException {
        try (RawSocket raw = hello(from, forwardedFor, others.forgedToken(1))) {
            assertThat(raw.closeCode()).isEqualTo(4401);
        }
    }

    private static String rest(String from, @Nullable String forwardedFor, String token) throws IOException {
        try (RawSocket raw = new RawSocket(gateway.port(), 0, from)) {
            return raw.request("GET /api/v1/conversations HTTP/1.1\r\nHost: 127.0.0.1\r\n" + forwarded(forwardedFor)
                    + "Authorization: Bearer " + token + "\r\n\r\n");
        }
    }

    private interface Attempt {
        String make() throws IOException;
    }

    /// A slowed address has one attempt in a second here; the next one waits for its turn.
    private static void assertSlowed(Attempt attempt) throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            assertThat(attempt.make()).matches("(?s)HTTP/1.1 (101|200).*");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(1500));
    }

    private static void assertSlowed(String from, @Nullable String forwardedFor) throws IOException {
        assertSlowed(() -> upgrade(from, forwardedFor));
    }

    private static void assertFree(String from, @Nullable String forwardedFor) throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            assertThat(upgrade(from, forwardedFor)).startsWith("HTTP/1.1 101");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(2500));
    }

    @Test
    void badTokensSlowTheirAddressAndNoOther() throws IOException {
        for (int i = 0; i < FAILURES; i++) {
            badToken("127.0.1.1", null);
        }
        assertSlowed("127.0.1.1", null);
        assertFree("127.0.1.2", null);
        assertFree(PROXY, "198.51.100.1");
    }

    @Test
    void oneFailureLessChangesNothing() throws IOException {
        for (int i = 0; i < FAILURES - 1; i++) {
            badToken("127.0.1.3", null);
        }
        assertFree("127.0.1.3", null);
    }

    @Test
    void badTokensByRestCountAsWellAndAreSlowedAsWell() throws IOException {
        for (int i = 0; i < FAILURES; i++) {
            assertThat(rest("127.0.1.4", null, "forged")).startsWith("HTTP/1.1 401");
        }
        assertSlowed("127.0.1.4", null);
        String good = others.token(2, "1");
        assertSlowed(() -> rest("127.0.1.4", null, good));
    }

    @Test
    void expiredTokensSlowNobodyHoweverManyThereAreButForgedOnesDo() throws IOException {
        for (int i = 0; i < 5 * FAILURES; i++) {
            assertThat(closedAfterHello("127.0.1.14", others.expiredToken(20 + i)))
                    .isEqualTo(4401);
            assertThat(rest("127.0.1.14", null, others.expiredToken(20 + i)))
                    .startsWith("HTTP/1.1 401")
                    .contains("application/problem+json");
        }
        assertFree("127.0.1.14", null);
        assertServed("127.0.1.14", 6);
        for (int i = 0; i < FAILURES; i++) {
            badToken("127.0.1.14", null);
        }
        assertSlowed("127.0.1.14", null);
    }

    @Test
    void tokensOfARevokedSessionSlowNobody() throws IOException {
        String revoked = others.token(7, "1");
        others.revoke("s7-1", "revoked");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> rest("127.0.1.15", null, revoked).startsWith("HTTP/1.1 401"));
        for (int i = 0; i < 2 * FAILURES; i++) {
            assertThat(closedAfterHello("127.0.1.15", revoked)).isEqualTo(4401);
            assertThat(rest("127.0.1.15", null, revoked)).startsWith("HTTP/1.1 401");
        }
        assertFree("127.0.1.15", null);
        assertServed("127.0.1.15", 8);
    }

    private static int closedAfterHello(String from, String token) throws IOException {
        try (RawSocket raw = hello(from, null, token)) {
            return raw.closeCode();
        }
    }

    private static void assertServed(String from, long user) throws IOException {
        try (RawSocket good = hello(from, null, others.token(user, "1"))) {
            assertThat(good.next().text()).contains("welcome");
        }
        assertThat(rest(from, null, others.token(user, "1"))).startsWith("HTTP/1.1 200");
    }

    @Test
    void brokenFramesAndBrokenHandshakesCount() throws IOException {
        try (RawSocket raw = upgraded("127.0.1.5", null)) {
            raw.text("{");
            assertThat(raw.closeCode()).isEqualTo(4400);
        }
        try (RawSocket raw = upgraded("127.0.1.5", null)) {
            // Opcode 3 means nothing.
            raw.frame(0x83, new byte[0]);
            assertThat(raw.closeCode()).isEqualTo(1002);
        }
        try (RawSocket raw = new RawSocket(gateway.port(), 0, "127.0.1.5")) {
            assertThat(raw.upgrade("other.v1", "")).startsWith("HTTP/1.1 400");
        }
        try (RawSocket raw = new RawSocket(gateway.port(), 0, "127.0.1.5")) {
            assertThat(raw.request("GET /ws HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 426");
        }
        try (RawSocket raw = new RawSocket(gateway.port(), 0, "127.0.1.5")) {
            assertThat(raw.request("\u0016\u0003 this is no http\r\n\r\n")).startsWith("HTTP/1.1 400");
        }
        assertSlowed("127.0.1.5", null);
    }

    @Test
    void handshakesThatNeverFinishAreClosedAndCount() throws IOException {
        for (int i = 0; i < FAILURES - 1; i++) {
            try (RawSocket raw = new RawSocket(gateway.port(), 0, "127.0.1.6")) {
                raw.write("GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: web");
                raw.awaitEnd();
            }
        }
        try (RawSocket raw = upgraded("127.0.1.6", null)) {
            assertThat(raw.closeCode()).as("no hello").isEqualTo(4408);
        }
        assertSlowed("127.0.1.6", null);
    }

    @Test
    void aHeadThatDripsHasNoMoreTimeThanOneThatStops() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try (RawSocket raw = new RawSocket(gateway.port(), 0, "127.0.1.7")) {
            raw.write("GET / HTTP/1.1\r\n");
            for (int i = 0; i < 100; i++) {
                raw.write("x: y\r\n");
                // The drip itself: it would take five seconds if nobody ended it.
                Thread.sleep(50);
            }
            raw.awaitEnd();
        } catch (SocketException closed) {
            // As expected, while it was written.
        }
        assertThat(System.nanoTime() - begin).isLessThan(4_000_000_000L);
    }

    @Test
    void aConnectionOnWhichNothingWasSaidIsNoFailure() throws IOException, InterruptedException {
        for (int i = 0; i < FAILURES + 1; i++) {
            new RawSocket(gateway.port(), 0, "127.0.1.8").close();
        }
        try (RawSocket idle = new RawSocket(gateway.port(), 0, "127.0.1.8")) {
            // Longer than a head may take: nothing was begun, so nothing is late.
            Thread.sleep(1500);
            assertThat(idle.upgrade("dewberry.v1", "")).startsWith("HTTP/1.1 101");
        }
        assertFree("127.0.1.8", null);
    }

    @Test
    void openSocketsOfASlowedAddressAreLeftAlone() throws IOException {
        try (RawSocket open = hello("127.0.1.10", null, others.token(3, "1"))) {
            assertThat(open.next().text()).contains("welcome");
            for (int i = 0; i < FAILURES; i++) {
                badToken("127.0.1.10", null);
            }
            assertSlowed("127.0.1.10", null);
            open.text("{\"type\":\"ping\",\"id\":\"p\"}");
            assertThat(open.next().text()).contains("\"pong\"");
        }
    }

    @Test
    void behindASlowedAddressAGoodClientGetsInWhoeverKnocksBesideIt() throws IOException {
        String address = "127.0.1.11";
        for (int i = 0; i < FAILURES; i++) {
            badToken(address, null);
        }
        AtomicBoolean knocking = new AtomicBoolean(true);
        try (ExecutorService bad = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2; i++) {
                var unused = bad.submit(() -> {
                    while (knocking.get()) {
                        knock(address);
                    }
                    return null;
                });
            }
            try {
                for (int i = 0; i < 3; i++) {
                    try (RawSocket good = hello(address, null, others.token(4, "1"))) {
                        assertThat(good.next().text()).contains("welcome");
                    }
                }
            } finally {
                knocking.set(false);
            }
        }
    }

    /// Says hello with a forged token, if it comes to that.
    private static void knock(String address) throws IOException {
        try (RawSocket raw = new RawSocket(gateway.port(), 0, address)) {
            if (raw.upgrade("dewberry.v1", "").startsWith("HTTP/1.1 101")) {
                raw.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + others.forgedToken(1) + "\"}");
                assertThat(raw.closeCode()).isEqualTo(4401);
            }
        }
    }

    @Test
    void pastThePlacesForThoseWhoWaitTheyAreToldWhenToComeAgain() throws IOException {
        String address = "127.0.1.16";
        for (int i = 0; i < FAILURES; i++) {
            badToken(address, null);
        }
        List<RawSocket> together = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                RawSocket raw = new RawSocket(gateway.port(), 0, address);
                together.add(raw);
                raw.write(UPGRADE);
            }
            List<String> answers = new ArrayList<>();
            for (RawSocket raw : together) {
                answers.add(raw.head());
            }
            assertThat(answers)
                    .filteredOn(answer -> answer.startsWith("HTTP/1.1 101"))
                    .hasSizeGreaterThanOrEqualTo(4);
            assertThat(answers)
                    .filteredOn(answer -> !answer.startsWith("HTTP/1.1 101"))
                    .isNotEmpty()
                    .allSatisfy(answer ->
                            assertThat(answer).startsWith("HTTP/1.1 429").containsPattern("(?i)retry-after: 2\r\n"));
        } finally {
            for (RawSocket raw : together) {
                raw.close();
            }
        }
    }

    @Test
    void ofAConfiguredProxyTheClientBehindItIsSlowedAndNotTheProxy() throws IOException {
        for (int i = 0; i < FAILURES; i++) {
            badToken(PROXY, "198.51.100.7");
        }
        assertSlowed(PROXY, "198.51.100.7");
        assertSlowed(PROXY, "203.0.113.99, 198.51.100.7");
        assertFree(PROXY, "198.51.100.8");
        assertThat(rest(PROXY, "198.51.100.8", others.token(5, "1"))).startsWith("HTTP/1.1 200");
    }

    @Test
    void anUntrustedPeersHeaderNeitherHidesHimNorHurtsWhomItNames() throws IOException {
        for (int i = 0; i < FAILURES; i++) {
            badToken("127.0.1.12", "198.51.100.20");
        }
        assertSlowed("127.0.1.12", "198.51.100.21");
        assertSlowed("127.0.1.12", null);
        assertFree(PROXY, "198.51.100.20");
    }

    /// What Traefik adds for a client that it has seen itself. What the client says it drops, unless it was told to
    /// trust what stands before it: then it appends.
    private static String asTraefik(String client) {
        return client
                + "\r\nX-Forwarded-Host: chat.example.org\r\nX-Forwarded-Port: 443\r\nX-Forwarded-Proto: https\r\n"
                + "X-Forwarded-Server: traefik-5d45fc8cc9-abcde\r\nX-Real-Ip: " + client;
    }

    @Test
    void behindTraefikTheClientCountsThatItSawAndNobodySpeaksForIt() throws IOException {
        for (int i = 0; i < FAILURES; i++) {
            badToken(PROXY, asTraefik("198.51.100.40"));
        }
        assertSlowed(PROXY, asTraefik("198.51.100.40"));
        assertSlowed(PROXY, asTraefik("203.0.113.5, 198.51.100.40"));
        assertFree(PROXY, asTraefik("198.51.100.41"));
        for (int i = 0; i < FAILURES; i++) {
            badToken("127.0.1.14", asTraefik("198.51.100.42"));
        }
        assertSlowed("127.0.1.14", null);
        assertFree(PROXY, asTraefik("198.51.100.42"));
    }

    @Test
    void authServiceIsToldTheAddressThatCountsHere() throws IOException {
        String login = "POST /api/v1/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n"
                + "Content-Type: application/json\r\n";
        try (RawSocket raw = new RawSocket(gateway.port(), 0, "127.0.1.13")) {
            assertThat(raw.request(login + forwarded("198.51.100.30") + "\r\n{}"))
                    .startsWith("HTTP/1.1 401");
        }
        try (RawSocket raw = new RawSocket(gateway.port(), 0, PROXY)) {
            assertThat(raw.request(login + forwarded("198.51.100.31") + "\r\n{}"))
                    .startsWith("HTTP/1.1 401");
        }
        assertThat(others.calls)
                .filteredOn(call -> call.path().equals("/api/v1/auth/login"))
                .extracting(call -> call.headers().get("x-dewberry-client-address"))
                .containsExactly("127.0.1.13", "198.51.100.31");
    }
}
