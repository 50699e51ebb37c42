package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrame.Target;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SendingTest {

    private static final Target BOB = new Target.ToUser(FakeServer.BOB);

    private final ClientFixture fixture = new ClientFixture();
    private final FakeLoop loop = fixture.loop;

    private CompletableFuture<SendReceipt> send(String clientId) {
        CompletableFuture<SendReceipt> receipt = fixture.client.send(BOB, Content.Text.of("hi"), clientId);
        loop.run();
        return receipt;
    }

    @Test
    void completesWithTheAckAndForgetsTheSend() {
        FakeServer.Link link = fixture.online(3);
        CompletableFuture<SendReceipt> receipt = send("a");
        assertThat(fixture.store.sends()).hasSize(1);

        link.ack(link.next(ClientFrame.Send.class), 4, false);
        loop.run();

        assertThat(receipt).isCompletedWithValueMatching(done -> done.seq() == 4 && !done.duplicate());
        assertThat(fixture.store.sends()).isEmpty();
    }

    @Test
    void showsOnesOwnEventInItsPlaceWhenItIsAcknowledged() {
        FakeServer.Link link = fixture.online(3);
        send("a");
        link.event(FakeServer.event(4));
        link.ack(link.next(ClientFrame.Send.class), 5, false);
        link.event(FakeServer.event(6));
        loop.run();

        assertThat(fixture.seqs).containsExactly(4L, 5L, 6L);
    }

    @Test
    void repeatsWithTheSameClientIdOnTheNextConnection() {
        FakeServer.Link link = fixture.online(3);
        CompletableFuture<SendReceipt> receipt = send("a");
        link.next(ClientFrame.Send.class);
        link.breakOff();
        loop.advance(Duration.ofSeconds(1));

        FakeServer.Link next = fixture.server.link();
        next.next(ClientFrame.Hello.class);
        next.welcome("e1");
        loop.run();
        ClientFrame.Send repeated = next.all(ClientFrame.Send.class).get(0);
        assertThat(repeated.clientId()).isEqualTo("a");
        next.ack(repeated, 4, true);
        loop.run();

        assertThat(receipt).isCompletedWithValueMatching(SendReceipt::duplicate);
    }

    @Test
    void sendsOneAfterTheOtherToAConversationSoThatTheOrderHoldsWhateverFails() {
        FakeServer.Link link = fixture.online(3);
        send("a");
        send("b");

        ClientFrame.Send first = link.next(ClientFrame.Send.class);
        assertThat(link.received).isEmpty();
        link.tell(ServerFrameCodec.error(first.id(), ErrorCode.BUSY, "", 200L));
        loop.advance(Duration.ofMillis(100));
        assertThat(link.received).isEmpty();
        loop.advance(Duration.ofMillis(200));
        ClientFrame.Send again = link.next(ClientFrame.Send.class);
        assertThat(again.clientId()).isEqualTo("a");
        link.ack(again, 4, false);
        loop.run();

        assertThat(link.next(ClientFrame.Send.class).clientId()).isEqualTo("b");
    }

    @Test
    void waitsAsLongAsRateLimitedSays() {
        FakeServer.Link link = fixture.online(3);
        send("a");
        ClientFrame.Send first = link.next(ClientFrame.Send.class);
        link.tell(ServerFrameCodec.error(first.id(), ErrorCode.RATE_LIMITED, "", 1500L));

        loop.advance(Duration.ofMillis(1400));
        assertThat(link.all(ClientFrame.Send.class)).isEmpty();
        loop.advance(Duration.ofMillis(200));
        assertThat(link.all(ClientFrame.Send.class)).hasSize(1);
    }

    @Test
    void failsOnARefusalAndGoesOnWithTheNext() {
        FakeServer.Link link = fixture.online(3);
        CompletableFuture<SendReceipt> refused = send("a");
        send("b");
        ClientFrame.Send first = link.next(ClientFrame.Send.class);

        link.tell(ServerFrameCodec.error(first.id(), ErrorCode.CONFLICT, "", null));
        loop.run();

        assertThatThrownBy(refused::join).hasCauseInstanceOf(DewberryException.class);
        assertThat(fixture.notices).contains("failed a conflict");
        assertThat(link.next(ClientFrame.Send.class).clientId()).isEqualTo("b");
        assertThat(fixture.store.sends()).hasSize(1);
    }

    @Test
    void repeatsUnderWayOnesAfterAResyncAndTakesEitherAnswer() {
        FakeServer.Link link = fixture.online(3);
        CompletableFuture<SendReceipt> receipt = send("a");
        ClientFrame.Send first = link.next(ClientFrame.Send.class);

        link.tell("{\"type\":\"resync\"}");
        loop.run();
        ClientFrame.Send second = link.all(ClientFrame.Send.class).get(0);
        assertThat(second.clientId()).isEqualTo("a");
        assertThat(second.id()).isNotEqualTo(first.id());
        link.ack(first, 4, false);
        link.ack(second, 4, true);
        loop.run();

        assertThat(receipt).isCompletedWithValueMatching(done -> done.seq() == 4);
        assertThat(fixture.seqs).containsExactly(4L);
    }

    @Test
    void givesUpAConnectionThatOwesAnAnswer() {
        FakeServer.Link link = fixture.online(3);
        send("a");

        loop.advance(Duration.ofSeconds(14));

        assertThat(link.closed).isTrue();
        assertThat(fixture.server.links).hasSize(2);
    }

    @Test
    void sendsAfterARestartWhatWasNotAcknowledged() {
        fixture.client.send(BOB, Content.Text.of("hi"), "a");
        ClientFixture second = new ClientFixture(fixture.store);

        FakeServer.Link link = second.online(3);

        assertThat(link.all(ClientFrame.Send.class))
                .extracting(ClientFrame.Send::clientId)
                .containsExactly("a");
    }

    @Test
    void doesNotRepeatWhatTheServerMayHaveForgotten() {
        FakeServer.Link link = fixture.online(3);
        CompletableFuture<SendReceipt> receipt = send("a");
        link.breakOff();
        fixture.server.deadHosts.add("one");
        loop.advance(Duration.ofDays(6).plusMinutes(1));
        fixture.server.deadHosts.clear();
        fixture.reconnected();
        fixture.welcomed(3);

        assertThat(receipt).isCompletedExceptionally();
        assertThat(fixture.notices).contains("failed a " + DewberryException.OUTCOME_UNKNOWN);
    }

    @Test
    void startsNoSendOnAConnectionThatGoesAway() {
        FakeServer.Link link = fixture.online(3);
        link.tell("{\"type\":\"goaway\",\"reason\":\"drain\",\"retryAfterMs\":[1000,1000]}");
        loop.run();

        send("a");
        assertThat(link.received).isEmpty();
        loop.advance(Duration.ofMillis(1100));
        FakeServer.Link next = fixture.welcomed(3);

        assertThat(next.all(ClientFrame.Send.class)).hasSize(1);
    }
}
