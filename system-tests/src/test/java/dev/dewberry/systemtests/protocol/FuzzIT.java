package dev.dewberry.systemtests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.ServiceProcess;
import dev.dewberry.systemtests.cluster.User;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames that nobody should send, while others chat. `-Ddewberry.fuzz.seed=…` adds a seed.
class FuzzIT extends SingleCluster {

    private static final int FRAMES = 1500;
    private static final Set<Integer> ALLOWED = Set.of(1009, 4400, 4401, 4408, 4409, 4429, 4430, 4503);

    /// More of the same, for `./dewberry test --all`.
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9})
    void staysHealthyAndUnimpressedForLong(long seed) {
        staysHealthyAndUnimpressed(seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261121, 0})
    void staysHealthyAndUnimpressed(long fixed) {
        long seed = fixed == 0 ? Long.getLong("dewberry.fuzz.seed", System.nanoTime()) : fixed;
        List<Long> pids = cluster.processes().stream().map(ServiceProcess::pid).toList();
        List<User> users = accounts.users(4);
        User fuzzing = users.get(0);
        User victim = users.get(1);
        String foreign = group("foreign", users.get(2), users.get(3));
        FrameFuzzer fuzzer = new FrameFuzzer(
                seed, fuzzing, victim, List.of(foreign, users.get(2).with(users.get(3)), "g:9007199254740991"));
        AtomicBoolean chatting = new AtomicBoolean(true);
        AtomicInteger chatted = new AtomicInteger();
        RawClient left = connect(users.get(2));
        RawClient right = connect(users.get(3));
        Thread chat = Thread.startVirtualThread(() -> {
            while (chatting.get()) {
                int number = chatted.incrementAndGet();
                assertThat(left.sendText(foreign, "chat" + number, "text").type())
                        .isEqualTo("ack");
                java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
            }
        });

        RawClient client = connect(fuzzing);
        for (int i = 0; i < FRAMES; i++) {
            if (client.isClosed()) {
                client.close();
                client = i % 5 == 0 ? kept(new RawClient(cluster.gateway(0))) : connect(fuzzing);
            }
            client.send(fuzzer.next());
            if (i % 20 == 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
            }
        }
        chatting.set(false);
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(15))
                .until(() -> !chat.isAlive());

        assertThat(cluster.processes().stream().map(ServiceProcess::pid))
                .as("seed %d", seed)
                .isEqualTo(pids);
        assertThat(cluster.processes()).as("seed %d", seed).allMatch(ServiceProcess::isReady);
        right.awaitEvent(foreign, chatted.get() + 1);
        assertThat(right.events(foreign).stream().map(frame -> frame.number("seq")))
                .as("seed %d", seed)
                .isSorted()
                .hasSize(chatted.get());
        assertThat(right.frames())
                .as("seed %d", seed)
                .noneMatch(frame -> frame.text("from").equals(fuzzing.id().toString()));
        assertThat(connect(fuzzing).sendText(victim, "honest" + seed, "sorry").type())
                .isEqualTo("ack");
    }

    @Test
    void closesOnlyAsTheProtocolSays() {
        List<User> users = accounts.users(2);
        FrameFuzzer fuzzer = new FrameFuzzer(7, users.get(0), users.get(1), List.of("g:1", "g:2"));
        for (int round = 0; round < 60; round++) {
            RawClient client = connect(users.get(0));
            for (int i = 0; i < 5; i++) {
                client.send(fuzzer.next());
            }
            client.send("{\"type\":\"ping\",\"id\":\"end\"}");
            org.awaitility.Awaitility.await()
                    .until(() -> client.isClosed()
                            || client.frames().stream()
                                    .anyMatch(frame -> frame.text("id").equals("end")));
            if (client.isClosed()) {
                assertThat(client.awaitClose()).isIn(ALLOWED);
            }
            assertThat(client.frames("error")).allSatisfy(FuzzIT::assertKnownError);
            client.close();
        }
    }

    private static void assertKnownError(Frame frame) {
        assertThat(frame.text("code"))
                .isIn(
                        "bad_frame",
                        "unsupported",
                        "not_found",
                        "conflict",
                        "too_large",
                        "rate_limited",
                        "busy",
                        "forbidden");
    }

    @Test
    void survivesRubbishBytesInsteadOfAHandshake() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            byte[] rubbish = new byte[1 + random.nextInt(2000)];
            random.nextBytes(rubbish);
            try (java.net.Socket socket = new java.net.Socket(
                    "127.0.0.1", java.net.URI.create(cluster.gateway(0)).getPort())) {
                socket.getOutputStream().write(rubbish);
                socket.getOutputStream().flush();
            } catch (java.io.IOException refused) {
                // A server may hang up on rubbish at once.
            }
        }
        assertThat(connect(accounts.user()).ask("{\"type\":\"ping\"}").type()).isEqualTo("pong");
    }
}
