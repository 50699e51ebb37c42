package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.gateway.openapi.Shape;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/// Bodies of requests that come slowly, or not to their end.
@ExtendWith({Servers.class, OutputCaptureExtension.class})
class SlowBodiesIT {

    private static final Duration BODY_WITHIN = Duration.ofMillis(1500);
    private static final Duration HEAD_WITHIN = Duration.ofSeconds(1);
    private static final String ADDRESS = "127.0.1.60";
    private static final long BODIES = 30;
    private static final long BEGUN = 900_000;
    private static final Shape DOCUMENTED = Shape.asDocumented();
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
                "--dewberry.gateway.socket.hello-within=" + HEAD_WITHIN.toMillis() + "ms",
                "--dewberry.gateway.rest.body-within=" + BODY_WITHIN.toMillis() + "ms",
                "--dewberry.gateway.rest.auth-concurrency=2",
                "--dewberry.gateway.limits.failures-per-minute=1",
                "--dewberry.gateway.limits.failure-burst=1",
                "--dewberry.gateway.limits.slowed-per-second=1",
                "--dewberry.gateway.limits.peers-are-clients=true");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        others.close();
    }

    private static RawSocket connect() throws IOException {
        return new RawSocket(gateway.port(), 0);
    }

    private static String loginHead(String lengthHeader) {
        return "POST /api/v1/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + lengthHeader + "\r\n\r\n";
    }

    private static String loginHead(int length) {
        return loginHead("Content-Length: " + length);
    }

    private static String answer(RawSocket raw) throws IOException {
        String head = raw.head();
        Matcher length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        return length.find() ? head + raw.bytes(Integer.parseInt(length.group(1))) : head;
    }

    private static void assertTimedOut(RawSocket raw) throws IOException {
        String answer = answer(raw);
        assertThat(answer)
                .startsWith("HTTP/1.1 408")
                .containsIgnoringCase("content-type: application/problem+json")
                .containsIgnoringCase("connection: close");
        JsonNode problem = Json.read(answer.substring(answer.indexOf("\r\n\r\n")));
        assertThat(problem.get("status").intValue()).isEqualTo(408);
        assertThat(problem.get("code").stringValue()).isEqualTo("bad_frame");
        assertThat(DOCUMENTED.faults("Problem", problem)).isEmpty();
        assertEnded(raw);
    }

    private static void assertEnded(RawSocket raw) throws IOException {
        try {
            raw.awaitEnd();
        } catch (SocketException reset) {
            // What was still on its way to the gateway makes the end a reset.
        }
    }

    /// The pace of a client that drips: time is what is tested here.
    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Writes one piece after the other until something is answered, or the connection ends.
    private static void drip(RawSocket raw, String piece) throws IOException {
        try {
            for (int i = 0; i < 200 && !raw.hasSomething(); i++) {
                raw.write(piece);
                // The drip itself.
                pause(Duration.ofMillis(50));
            }
        } catch (SocketException closed) {
            // Nobody listens any more.
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Test
    void aBodyThatDripsIsAnswered408AndClosed() throws IOException {
        for (String length : List.of("Content-Length: 900000", "Transfer-Encoding: chunked")) {
            long begin = System.nanoTime();
            try (RawSocket raw = connect()) {
                raw.write(loginHead(length));
                drip(raw, length.startsWith("Content") ? "x" : "1\r\nx\r\n");
                assertTimedOut(raw);
            }
            assertThat(since(begin)).as(length).isBetween(BODY_WITHIN, BODY_WITHIN.plusSeconds(2));
        }
    }

    @Test
    void aBodyThatStopsIsAnswered408AndClosed() throws IOException {
        for (String begun : List.of("", "{\"username\":")) {
            long begin = System.nanoTime();
            try (RawSocket raw = connect()) {
                raw.write(loginHead(1000) + begun);
                assertTimedOut(raw);
            }
            assertThat(since(begin)).isBetween(BODY_WITHIN, BODY_WITHIN.plusSeconds(2));
        }
    }

    @Test
    void aBodyThatNobodyWaitsForEndsItsConnectionAllTheSame() throws IOException {
        long begin = System.nanoTime();
        try (RawSocket raw = connect()) {
            raw.write("POST /api/v1/nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n\r\n");
            assertThat(answer(raw)).startsWith("HTTP/1.1 404");
            drip(raw, "x");
            // The one answer was all of it: there is no second one.
            assertThat(raw.hasSomething()).isFalse();
            assertEnded(raw);
        }
        assertThat(since(begin)).isBetween(BODY_WITHIN, BODY_WITHIN.plusSeconds(2));
    }

    @Test
    void aSlowBodyWithinItsTimeIsServedAndItsConnectionLivesOn() throws IOException {
        try (RawSocket raw = connect()) {
            for (int round = 0; round < 3; round++) {
                raw.write(loginHead(9));
                for (String piece : List.of("{", "\"a\"", ":1", "}  ")) {
                    // Together less than the whole may take.
                    pause(Duration.ofMillis(200));
                    raw.write(piece);
                }
                assertThat(answer(raw)).startsWith("HTTP/1.1 401").contains("bad_credentials");
            }
        }
    }

    @Test
    void aConnectionIsOnlyIdleAfterABodyThatCameByItself() throws IOException {
        try (RawSocket raw = connect()) {
            raw.write(loginHead(2));
            pause(Duration.ofMillis(200));
            raw.write("{}");
            assertThat(answer(raw)).startsWith("HTTP/1.1 401");
            // Longer than a head and a body may take: nothing was begun, so nothing is late.
            pause(BODY_WITHIN.plus(HEAD_WITHIN));
            raw.write(loginHead(2) + "{}");
            assertThat(answer(raw)).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void pipelinedRequestsAreEachAnsweredAndOnlyTheOneWithoutItsBodyIsLate() throws IOException {
        try (RawSocket raw = connect()) {
            String whole = loginHead(2) + "{}";
            raw.write(whole + whole + loginHead(2) + "{");
            assertThat(answer(raw)).startsWith("HTTP/1.1 401");
            assertThat(answer(raw)).startsWith("HTTP/1.1 401");
            assertTimedOut(raw);
        }
    }

    @Test
    void anOpenSocketOutlivesTheTimeOfABody() throws IOException {
        try (RawSocket raw = RawSocket.upgraded(gateway.port(), 0)) {
            raw.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + others.token(61, "1") + "\"}");
            assertThat(raw.next().text()).contains("welcome");
            // Longer than a body may take, which a socket has none of.
            pause(BODY_WITHIN.plusMillis(500));
            raw.text("{\"type\":\"ping\",\"id\":\"p\"}");
            assertThat(raw.next().text()).contains("\"pong\"");
        }
    }

    @Test
    void stoppedBodiesHoldUpNobodyAndGiveBackTheirMemoryAndCountAgainstNoAddress(CapturedOutput output)
            throws IOException {
        long before = directMemory();
        long once = stopInMidBody() - before;
        assertThat(once).as("what is held while they last").isGreaterThan(BODIES * BEGUN / 2);
        long last = 0;
        for (int again = 0; again < 3; again++) {
            last = stopInMidBody();
        }
        assertThat(last - before)
                .as("the allocator keeps what was given back, and takes it for the next")
                .isLessThan(2 * once);
        try (RawSocket raw = new RawSocket(gateway.port(), 0, ADDRESS)) {
            assertThat(raw.upgrade("dewberry.v1", "")).startsWith("HTTP/1.1 101");
        }
        assertThat(output.getAll()).as("nothing failed here").doesNotContain("ERROR");
    }

    /// @return the direct memory in use while they were held
    private static long stopInMidBody() throws IOException {
        List<RawSocket> stopped = new ArrayList<>();
        for (int i = 0; i < BODIES; i++) {
            RawSocket raw = new RawSocket(gateway.port(), 0, ADDRESS);
            raw.write(loginHead(1_000_000) + "x".repeat((int) BEGUN));
            stopped.add(raw);
        }
        // They are more than may be passed on at once, and yet others sign in.
        try (RawSocket raw = new RawSocket(gateway.port(), 0, ADDRESS)) {
            raw.write(loginHead(2) + "{}");
            assertThat(answer(raw)).startsWith("HTTP/1.1 401");
        }
        long held = directMemory();
        for (RawSocket raw : stopped) {
            assertTimedOut(raw);
            raw.close();
        }
        return held;
    }

    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
