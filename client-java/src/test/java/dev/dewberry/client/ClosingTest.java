package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrame.Target;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/// Nobody waits for ever for what a closed client no longer does.
class ClosingTest {

    private static final Target BOB = new Target.ToUser(FakeServer.BOB);

    private final ClientFixture fixture = new ClientFixture();
    private final FakeLoop loop = fixture.loop;

    private static void assertStopped(CompletableFuture<?> future) {
        assertThatThrownBy(future::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        DewberryException.class, e -> assertThat(e.code()).isEqualTo(DewberryException.STOPPED));
    }

    @Test
    void failsASendThatCrossesTheEnd() {
        fixture.online(0);
        fixture.client.close();
        CompletableFuture<SendReceipt> receipt = fixture.client.send(BOB, Content.Text.of("hi"), "a");
        loop.run();

        assertStopped(receipt);
    }

    @Test
    void doesNotKeepASendThatItRefusesToTake() {
        fixture.online(0);
        fixture.client.close();
        loop.run();

        assertStopped(fixture.client.send(BOB, Content.Text.of("hi"), "a"));
        assertThat(fixture.store.sends()).isEmpty();
    }

    @Test
    void failsAQuestionThatPausesBeforeItIsAskedAgain() {
        FakeServer.Link link = fixture.online(0);
        var page = fixture.client.history(FakeServer.CHAT, null, null, 10);
        loop.run();
        link.tell(ServerFrameCodec.error(link.next(ClientFrame.History.class).id(), ErrorCode.BUSY, "", 5000L));
        loop.run();
        fixture.client.close();
        loop.run();

        assertStopped(page);
    }

    @Test
    void failsAQuestionThatCrossesTheEnd() {
        fixture.online(0);
        fixture.client.close();
        var page = fixture.client.history(FakeServer.CHAT, null, null, 10);
        loop.run();

        assertStopped(page);
    }

    @Test
    void failsRestCallsUnderWayAndLaterOnes() {
        fixture.online(0);
        fixture.server.held = new ArrayList<>();
        var underWay = fixture.client.rest().me();
        loop.run();
        fixture.client.close();
        loop.run();

        assertStopped(underWay);
        assertStopped(fixture.client.rest().me());
        assertStopped(fixture.client.rest().register("bob", "secret", null));
    }

    @Test
    void mayBeClosedAgain() {
        fixture.online(0);
        fixture.client.close();
        fixture.client.close();
        loop.run();
        fixture.client.close();
        fixture.client.connect();
        loop.advance(Duration.ofMinutes(1));

        assertThat(fixture.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(fixture.states).containsOnlyOnce(ConnectionState.CLOSED);
    }
}
