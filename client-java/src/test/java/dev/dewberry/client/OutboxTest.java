package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrame.Target;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What keeps a send from being lost, doubled, overtaken, or from standing in the way of all others.
class OutboxTest {

    private static final Target BOB = new Target.ToUser(FakeServer.BOB);

    private final ClientFixture fixture = new ClientFixture();
    private final FakeLoop loop = fixture.loop;

    private CompletableFuture<SendReceipt> send(String clientId) {
        CompletableFuture<SendReceipt> receipt = fixture.client.send(BOB, Content.Text.of("hi"), clientId);
        loop.run();
        return receipt;
    }

    private static String codeOf(CompletableFuture<?> failed) {
        assertThat(failed).isCompletedExceptionally();
        return failed.handle((value, failure) -> Futures.asDewberry(failure).code())
                .join();
    }

    @Test
    void saysClearlyThatItIsFull() {
        CompletableFuture<SendReceipt> last = new CompletableFuture<>();
        for (int i = 0; i < 1000; i++) {
            last = send("id" + i);
        }
        assertThat(last).isNotDone();

        assertThat(codeOf(send("one too many"))).isEqualTo("outbox_full");
        assertThat(send("id3")).as("is in it already").isNotDone();
        assertThat(fixture.store.sends()).hasSize(1000);
    }

    @Test
    void hasRoomAgainAfterAnAcknowledgement() {
        FakeServer.Link link = fixture.online(3);
        for (int i = 0; i < 1000; i++) {
            send("id" + i);
        }
        link.ack(link.next(ClientFrame.Send.class), 4, false);
        loop.run();

        assertThat(send("another")).isNotDone();
    }

    @Test
    void refusesWhatNoFrameHoldsAndGoesOn() {
        FakeServer.Link link = fixture.online(3);
        Content huge = new Content.Custom("data", "{\"x\":\"" + "y".repeat(70_000) + "\"}");
        CompletableFuture<SendReceipt> refused = fixture.client.send(BOB, huge, "huge");
        send("a");

        assertThat(codeOf(refused)).isEqualTo("too_large");
        assertThat(link.next(ClientFrame.Send.class).clientId()).isEqualTo("a");
        assertThat(fixture.store.sends()).hasSize(1);
    }

    @Test
    void doesNotWatchMoreThanAFrameHoldsOnEachConnection() {
        FakeServer.Link link = fixture.online(3);
        List<UserId> many = java.util.stream.LongStream.range(1, 20_000)
                .mapToObj(id -> new UserId(id + 1_000_000_000_000L))
                .toList();
        var watching = fixture.client.watch(many);
        loop.run();
        assertThat(codeOf(watching)).isEqualTo("too_large");

        link.breakOff();
        loop.advance(Duration.ofSeconds(1));
        FakeServer.Link next = fixture.welcomed(3);
        assertThat(next.all(ClientFrame.Watch.class)).isEmpty();
    }

    @Test
    void keepsTheServersPauseThroughAResync() {
        FakeServer.Link link = fixture.online(3);
        send("a");
        link.tell(ServerFrameCodec.error(link.next(ClientFrame.Send.class).id(), ErrorCode.RATE_LIMITED, "", 5000L));
        link.tell("{\"type\":\"resync\"}");
        loop.advance(Duration.ofSeconds(4));
        assertThat(link.all(ClientFrame.Send.class)).isEmpty();

        link.all(ClientFrame.Sync.class).forEach(sync -> link.conversations(sync, "c", 3, 3));
        loop.advance(Duration.ofMillis(1100));
        assertThat(link.all(ClientFrame.Send.class)).hasSize(1);
    }

    @Test
    void takesTheSameSendAgainWithoutForgettingThatItWasTried() {
        fixture.online(3);
        CompletableFuture<SendReceipt> first = send("a");
        CompletableFuture<SendReceipt> again = send("a");

        assertThat(fixture.store.sends()).extracting(StoredSend::tried).containsExactly(true);
        assertThat(first).isNotDone();
        assertThat(again).isNotDone();
    }

    @Test
    void refusesAnotherContentUnderAClientIdThatIsUnderWay() {
        fixture.online(3);
        CompletableFuture<SendReceipt> first = send("a");
        CompletableFuture<SendReceipt> other = fixture.client.send(BOB, Content.Text.of("other"), "a");
        loop.run();

        assertThat(codeOf(other)).isEqualTo("conflict");
        assertThat(first).isNotDone();
        assertThat(fixture.store.sends().get(0).content()).isEqualTo(Content.Text.of("hi"));
    }

    @Test
    void takesNoAnswerOfAnotherKindForItsOwn() {
        FakeServer.Link link = fixture.online(3);
        send("a");
        String id = link.next(ClientFrame.Send.class).id();
        link.tell("{\"type\":\"presence\",\"id\":\"" + id + "\",\"items\":[]}");
        loop.advance(Duration.ofSeconds(14));

        assertThat(link.closed).isTrue();
    }

    @Test
    void takesNoAckForAnotherConversation() {
        FakeServer.Link link = fixture.online(3);
        CompletableFuture<SendReceipt> receipt = send("a");
        String id = link.next(ClientFrame.Send.class).id();
        link.tell(
                "{\"type\":\"ack\",\"id\":\"" + id + "\",\"conversation\":\"g:5\",\"seq\":1,\"event\":\"1\",\"at\":1}");
        loop.advance(Duration.ofSeconds(1));

        assertThat(receipt).isNotDone();
        assertThat(fixture.events).isEmpty();
        assertThat(link.all(ClientFrame.Send.class)).isNotEmpty();
    }

    @Test
    void asksLessAndLessOftenWhereTheServerFailsAgainAndAgain() {
        FakeServer.Link link = fixture.online(3);
        send("a");
        int asked = 0;
        for (int i = 0; i < 1200; i++) {
            for (ClientFrame.Send send : link.all(ClientFrame.Send.class)) {
                asked++;
                link.tell(ServerFrameCodec.error(send.id(), ErrorCode.INTERNAL, "", null));
            }
            link.tell("{\"type\":\"pong\",\"time\":1}");
            loop.advance(Duration.ofMillis(100));
        }

        assertThat(asked).isBetween(8, 60);
    }

    @Test
    void sendsToManyConversationsAFewAtATimeAndStopsAllWhereTheRateIsLimited() {
        FakeServer.Link link = fixture.online(3);
        for (int i = 0; i < 200; i++) {
            fixture.client.send(new Target.ToUser(new UserId(100 + i)), Content.Text.of("hi"), "id" + i);
        }
        loop.run();
        List<ClientFrame.Send> first = link.all(ClientFrame.Send.class);
        assertThat(first).hasSizeLessThanOrEqualTo(16);

        first.forEach(send -> link.tell(ServerFrameCodec.error(send.id(), ErrorCode.RATE_LIMITED, "", 2000L)));
        loop.advance(Duration.ofMillis(1900));
        assertThat(link.all(ClientFrame.Send.class)).isEmpty();
        loop.advance(Duration.ofMillis(200));
        assertThat(link.all(ClientFrame.Send.class)).hasSizeBetween(1, 4);
    }

    @Test
    void sendsEverythingOfManyConversationsInTheEnd() {
        FakeServer.Link link = fixture.online(3);
        List<CompletableFuture<SendReceipt>> receipts = java.util.stream.IntStream.range(0, 300)
                .mapToObj(i -> fixture.client.send(
                        new Target.ToUser(new UserId(100 + i % 100)), Content.Text.of("hi"), "id" + i))
                .toList();
        loop.run();
        int turn = 0;
        Map<String, Integer> seqs = new HashMap<>();
        for (int round = 0; round < 2000; round++) {
            for (ClientFrame.Send send : link.all(ClientFrame.Send.class)) {
                String conversation = send.to().resolve(FakeServer.ANN).toString();
                if (turn++ % 5 == 0) {
                    link.tell(ServerFrameCodec.error(send.id(), ErrorCode.RATE_LIMITED, "", 50L));
                } else {
                    int seq = seqs.merge(conversation, 1, Integer::sum);
                    link.tell("{\"type\":\"ack\",\"id\":\"" + send.id() + "\",\"conversation\":\"" + conversation
                            + "\",\"seq\":" + seq + ",\"event\":\"1\",\"at\":1}");
                }
            }
            link.tell("{\"type\":\"pong\",\"time\":1}");
            loop.advance(Duration.ofMillis(20));
        }

        assertThat(receipts).allMatch(CompletableFuture::isDone);
        assertThatThrownBy(() -> link.next(ClientFrame.Send.class)).isInstanceOf(AssertionError.class);
    }
}
