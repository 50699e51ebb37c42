package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.gateway.session.Registry;
import dev.dewberry.gateway.socket.SocketNode;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What becomes of a client that stops reading while much is sent to him.
@ExtendWith(Servers.class)
class StalledSocketsIT {

    private static final int MOST_EVENTS = 30_000;
    private static final int EVENT_BYTES = 7000;
    private static final int RECEIVE_BUFFER = 16 * 1024;
    /// Whoever is between this and the high water mark is not served.
    private static final int LOW_WATER = 32 * 1024;

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(3);
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
                "--dewberry.gateway.socket.stalled-for=1s",
                "--dewberry.gateway.socket.close-grace=" + CLOSE_GRACE.toMillis() + "ms");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        others.close();
    }

    /// A client that has read nothing since his welcome, and whom the gateway has just given up, perhaps before
    /// the last of his events was on its way.
    private record GivenUp(RawSocket socket, CompletableFuture<Void> delivering) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            socket.close();
            delivering.join();
        }
    }

    private static GivenUp givenUp(long user) throws IOException {
        RawSocket deaf = RawSocket.upgraded(gateway.port(), RECEIVE_BUFFER);
        deaf.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + others.token(user, "1") + "\"}");
        assertThat(deaf.next().text()).startsWith("{\"type\":\"welcome\"");
        try (TestClient sender = TestClient.welcomed(gateway.port(), others.token(user + 1, "1"))) {
            sender.send("{\"type\":\"send\",\"id\":\"1\",\"to\":{\"user\":\"" + user + "\"},\"clientId\":\"c" + user
                    + "\",\"content\":{\"kind\":\"text\",\"text\":\"" + "x".repeat(EVENT_BYTES) + "\"}}");
            Command.Send send = (Command.Send) others.command();
            var delivering = CompletableFuture.runAsync(() -> deliverUntilGone(send, user));
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> queuedBytes() > LOW_WATER);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> isGone(user));
            return new GivenUp(deaf, delivering);
        }
    }

    /// As long as it takes: the kernel's buffers grow while they fill, and then there has to be more.
    private static void deliverUntilGone(Command.Send send, long user) {
        for (int seq = 1; seq < MOST_EVENTS && !isGone(user); seq++) {
            others.deliver(gateway.id(), others.republish(send, seq, user));
        }
    }

    private static boolean isGone(long user) {
        return gateway.bean(Registry.class).sessionsOf(user).length == 0;
    }

    private static double queuedBytes() {
        return gateway.bean(MeterRegistry.class)
                .get("dewberry.gateway.write.queue")
                .gauge()
                .value();
    }

    private static int sockets() {
        return gateway.bean(SocketNode.class).sockets();
    }

    @Test
    void whoReadsOnSoonFindsTheCodeBehindWhatWasUnderWay() throws IOException {
        try (GivenUp client = givenUp(71)) {
            RawSocket deaf = client.socket();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(1))
                    .until(() -> queuedBytes() <= 2 * EVENT_BYTES);
            int whole = 0;
            RawSocket.Frame frame = deaf.next();
            while (frame.closeCode() < 0) {
                assertThat(frame.text()).matches("\\{\"type\":\"(event|resync)\".*}");
                whole++;
                frame = deaf.next();
            }
            assertThat(frame.closeCode()).isEqualTo(4430);
            assertThat(whole).isPositive();
            deaf.frame(0x88, ByteBuffer.allocate(2).putShort((short) 4430).array());
            assertThat(deaf.next()).as("nothing after the close frame").isNull();
        }
    }

    @Test
    void whoNeverReadsIsResetAfterTheGraceAndNothingIsKeptForHim() throws IOException {
        try (GivenUp client = givenUp(73)) {
            long decided = System.nanoTime();
            Awaitility.await().atMost(CLOSE_GRACE.plusSeconds(2)).until(() -> sockets() == 0);
            assertThat(Duration.ofNanos(System.nanoTime() - decided)).isGreaterThan(CLOSE_GRACE.minusMillis(500));
            Awaitility.await().atMost(Duration.ofSeconds(1)).until(() -> queuedBytes() == 0);
            assertThatThrownBy(client.socket()::awaitEnd).isInstanceOf(SocketException.class);
        }
    }
}
