package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.frame.ClientFrame.Target;
import dev.dewberry.protocol.frame.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DewberryClientIT {

    private static final Target CHAT = new Target.ToConversation(FakeServer.CHAT);

    private final List<Long> seqs = new CopyOnWriteArrayList<>();
    private ScriptedServer server;
    private DewberryClient client;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        client = client(server.address());
        client.connect();
        await().until(() -> client.state() == ConnectionState.ONLINE);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private DewberryClient client(String... addresses) {
        return DewberryClient.builder(addresses)
                .credentials(Credentials.password("ann", "secret"))
                .settings(ClientSettings.DEFAULT.withReconnectDelays(Duration.ofMillis(100), Duration.ofMillis(500)))
                .listener(new Listener() {
                    @Override
                    public void onEvent(Event event) {
                        seqs.add(event.seq());
                    }
                })
                .build();
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void sendsAndReceives() throws Exception {
        SendReceipt receipt = client.send(CHAT, Content.Text.of("hi")).get(5, TimeUnit.SECONDS);
        server.append(3);

        assertThat(receipt.seq()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(seqs).isEqualTo(upTo(4)));
    }

    @Test
    void reconnectsAndCommitsOnceWhatWasNotAcknowledged() throws Exception {
        server.swallowAcks = true;
        CompletableFuture<SendReceipt> receipt = client.send(CHAT, Content.Text.of("hi"));
        await().until(() -> server.log().size() == 1);
        server.swallowAcks = false;

        server.cutAll();

        assertThat(receipt.get(10, TimeUnit.SECONDS).duplicate()).isTrue();
        assertThat(server.log()).hasSize(1);
        await().untilAsserted(() -> assertThat(seqs).isEqualTo(upTo(1)));
    }

    @Test
    void keepsTheOrderOfManySendsWhileTheConnectionIsCutAgainAndAgain() {
        List<CompletableFuture<SendReceipt>> receipts = IntStream.range(0, 200)
                .mapToObj(i -> client.send(CHAT, Content.Text.of("text " + i)))
                .toList();
        for (int cut = 0; cut < 5; cut++) {
            int done = 20 + cut * 30;
            await().until(() -> server.log().size() >= done);
            server.cutAll();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> receipts.stream().allMatch(CompletableFuture::isDone));

        assertThat(receipts).extracting(receipt -> receipt.join().seq()).isEqualTo(upTo(200));
        assertThat(server.log())
                .extracting(event -> ((Content.Text) event.content()).text())
                .isEqualTo(IntStream.range(0, 200).mapToObj(i -> "text " + i).toList());
        await().untilAsserted(() -> assertThat(seqs).isEqualTo(upTo(200)));
    }

    @Test
    void fillsWhatItMissedWhileItWasAway() {
        server.append(1);
        await().until(() -> seqs.size() == 1);
        server.deliverNothing = true;
        server.cutAll();
        server.append(95);
        server.deliverNothing = false;
        await().until(() -> server.hellos == 2);
        server.append(2);

        await().untilAsserted(() -> assertThat(seqs).isEqualTo(upTo(98)));
    }

    @Test
    void fillsWhatWasLeftOutAfterAResync() {
        server.append(1);
        server.deliverNothing = true;
        server.append(40);
        server.deliverNothing = false;

        server.resync();

        await().untilAsserted(() -> assertThat(seqs).isEqualTo(upTo(41)));
    }

    @Test
    void tellsEverythingOnceAndInOrderAfterTheListenerWasBlockedInAFlood() throws Exception {
        int flood = 20_000;
        CountDownLatch goOn = new CountDownLatch(1);
        List<Long> told = new CopyOnWriteArrayList<>();
        try (DewberryClient slow = DewberryClient.builder(server.address())
                .credentials(Credentials.password("bob", "secret"))
                .listener(new Listener() {
                    @Override
                    public void onEvent(Event event) {
                        awaitUninterruptibly(goOn);
                        told.add(event.seq());
                    }
                })
                .build()) {
            slow.connect();
            await().until(() -> slow.state() == ConnectionState.ONLINE);
            server.append(flood);
            // The answer comes after the flood, so the flood has been read.
            slow.send(CHAT, Content.Text.of("hi")).get(30, TimeUnit.SECONDS);
            assertThat(told).isEmpty();

            goOn.countDown();

            await().atMost(Duration.ofSeconds(60)).until(() -> told.size() > flood);
            assertThat(told).isEqualTo(upTo(flood + 1L));
            assertThat(server.hellos).isEqualTo(2);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void movesToAnotherAddressWithinFiveSeconds() throws IOException {
        try (ScriptedServer other = new ScriptedServer();
                DewberryClient both = client(server.address(), other.address())) {
            both.connect();
            await().until(() -> server.hellos == 2);

            server.close();

            await().atMost(Duration.ofSeconds(5)).until(() -> other.hellos == 1);
        }
    }

    @Test
    void closesPromptlyAndLeavesNoThreadEvenWhereTheServerIsDead() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            DewberryClient deaf = client("http://127.0.0.1:" + silent.getLocalPort());
            deaf.connect();
            DewberryClient healthy = client(server.address());
            healthy.connect();
            await().until(() -> healthy.state() == ConnectionState.ONLINE);
            server.readNothing();

            long start = System.nanoTime();
            healthy.close();
            healthy.close();
            deaf.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));

            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                            .filteredOn(thread -> !before.contains(thread))
                            .extracting(Thread::getName)
                            .noneMatch(name -> name.startsWith("dewberry-")
                                    || name.contains("Dispatcher")
                                    || name.startsWith("OkHttp http")));
        }
    }
}
