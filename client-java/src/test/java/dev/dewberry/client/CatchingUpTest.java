package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CatchingUpTest {

    private final ClientFixture fixture = new ClientFixture();
    private final FakeLoop loop = fixture.loop;

    @Test
    void dropsRepeatedEvents() {
        FakeServer.Link link = fixture.online(3);
        link.event(FakeServer.event(4));
        link.event(FakeServer.event(4));
        link.event(FakeServer.event(2));
        link.event(FakeServer.event(5));
        loop.run();

        assertThat(fixture.seqs).containsExactly(4L, 5L);
    }

    @Test
    void fillsAGapFromTheHistoryBeforeItGoesOn() {
        FakeServer.Link link = fixture.online(3);
        link.event(FakeServer.event(7));
        loop.run();
        assertThat(fixture.seqs).isEmpty();

        ClientFrame.History request = link.next(ClientFrame.History.class);
        assertThat(request.after()).isEqualTo(3);
        link.events(request, false, FakeServer.event(4), FakeServer.event(5), FakeServer.event(6));
        loop.run();

        assertThat(fixture.seqs).containsExactly(4L, 5L, 6L, 7L);
    }

    @Test
    void fillsAGapPageByPage() {
        FakeServer.Link link = fixture.online(3);
        link.event(FakeServer.event(7));
        loop.run();
        link.events(link.next(ClientFrame.History.class), true, FakeServer.event(4));
        loop.run();
        ClientFrame.History second = link.next(ClientFrame.History.class);
        assertThat(second.after()).isEqualTo(4);
        link.events(second, false, FakeServer.event(5), FakeServer.event(6));
        loop.run();

        assertThat(fixture.seqs).containsExactly(4L, 5L, 6L, 7L);
    }

    @Test
    void asksAgainWhereTheHistoryIsBusy() {
        FakeServer.Link link = fixture.online(3);
        link.event(FakeServer.event(5));
        loop.run();
        ClientFrame.History first = link.next(ClientFrame.History.class);
        link.tell(ServerFrameCodec.error(first.id(), ErrorCode.BUSY, "", 300L));
        loop.advance(Duration.ofMillis(400));

        link.events(link.next(ClientFrame.History.class), false, FakeServer.event(4));
        loop.run();

        assertThat(fixture.seqs).containsExactly(4L, 5L);
    }

    @Test
    void doesNotTakeWhatRetentionRemovedForAGap() {
        FakeServer.Link link = fixture.online(3);
        link.event(FakeServer.event(9));
        loop.run();
        ClientFrame.History request = link.next(ClientFrame.History.class);
        link.tell("{\"type\":\"events\",\"id\":\"" + request.id()
                + "\",\"conversation\":\"d:7:9\",\"events\":[],\"more\":false,\"firstSeq\":9}");
        loop.run();

        assertThat(fixture.seqs).containsExactly(9L);
    }

    @Test
    void syncsFromItsCursorAfterALossAndFillsTheGapBelowTheNewest() {
        FakeServer.Link link = fixture.online(3);
        link.event(FakeServer.event(4));
        loop.run();
        link.breakOff();
        loop.advance(Duration.ofSeconds(1));
        FakeServer.Link next = fixture.server.link();
        next.next(ClientFrame.Hello.class);
        next.welcome("e1");
        loop.run();
        ClientFrame.Sync sync = next.all(ClientFrame.Sync.class).get(0);
        assertThat(sync.cursor()).isEqualTo("c3");

        next.conversations(sync, "c8", 8, 3, FakeServer.event(7), FakeServer.event(8));
        loop.run();
        assertThat(fixture.store.cursor()).isEqualTo("c3");
        next.events(next.all(ClientFrame.History.class).get(0), false, FakeServer.event(5), FakeServer.event(6));
        loop.run();

        assertThat(fixture.seqs).containsExactly(4L, 5L, 6L, 7L, 8L);
        assertThat(fixture.store.cursor()).isEqualTo("c8");
        assertThat(fixture.notices).containsExactly("synced", "synced");
    }

    @Test
    void holdsLiveEventsOfAnUnknownConversationUntilTheSyncHasSpoken() {
        fixture.client.connect();
        loop.run();
        FakeServer.Link link = fixture.server.link();
        link.next(ClientFrame.Hello.class);
        link.welcome("e1");
        loop.run();
        link.event(FakeServer.event(8));
        loop.run();
        assertThat(fixture.seqs).isEmpty();

        link.conversations(link.next(ClientFrame.Sync.class), "c", 8, 0, FakeServer.event(7), FakeServer.event(8));
        loop.run();

        assertThat(fixture.seqs).containsExactly(7L, 8L);
    }

    @Test
    void beginsANewConversationWithItsFirstEvent() {
        FakeServer.Link link = fixture.online(0);
        link.event(FakeServer.event(1));
        link.event(FakeServer.event(2));
        loop.run();

        assertThat(fixture.seqs).containsExactly(1L, 2L);
    }

    @Test
    void startsAfreshWhenTheEpochChanges() {
        FakeServer.Link link = fixture.online(9);
        link.breakOff();
        loop.advance(Duration.ofSeconds(1));
        FakeServer.Link next = fixture.server.link();
        next.next(ClientFrame.Hello.class);
        next.welcome("e2");
        loop.run();
        ClientFrame.Sync sync = next.all(ClientFrame.Sync.class).get(0);
        assertThat(sync.cursor()).isNull();
        next.conversations(sync, "d", 2, 0, FakeServer.event(1), FakeServer.event(2));
        loop.run();

        assertThat(fixture.notices).contains("epoch");
        assertThat(fixture.seqs).containsExactly(1L, 2L);
        assertThat(fixture.store.epoch()).isEqualTo("e2");
    }

    @Test
    void marksDeliveredWhatTheListenerHadAndOnlyOnceForMany() {
        FakeServer.Link link = fixture.online(3);
        link.event(FakeServer.event(4));
        link.event(FakeServer.event(5));
        loop.advance(Duration.ofMillis(200));

        assertThat(link.next(ClientFrame.Delivered.class).seq()).isEqualTo(5);
        assertThat(link.received).isEmpty();
    }

    @Test
    void repeatsMarksAfterAResyncUntilASyncShowsThem() {
        FakeServer.Link link = fixture.online(3);
        fixture.client.markRead(FakeServer.CHAT, 3);
        loop.advance(Duration.ofMillis(200));
        assertThat(link.next(ClientFrame.Read.class).seq()).isEqualTo(3);

        link.tell("{\"type\":\"resync\"}");
        loop.advance(Duration.ofMillis(200));
        ClientFrame.Sync sync = link.next(ClientFrame.Sync.class);
        assertThat(link.next(ClientFrame.Read.class).seq()).isEqualTo(3);
        link.conversations(sync, "c", 3, 3);
        loop.run();
        assertThat(fixture.store.marks()).isEmpty();

        link.tell("{\"type\":\"resync\"}");
        loop.advance(Duration.ofMillis(200));
        assertThat(link.all(ClientFrame.Read.class)).isEmpty();
    }

    @Test
    void answersAHistoryThatHadToWaitForTheConnection() {
        var page = fixture.client.history(FakeServer.CHAT, null, 4L, 10);
        FakeServer.Link link = fixture.online(3);

        link.events(link.all(ClientFrame.History.class).get(0), false, FakeServer.event(3));
        loop.run();

        assertThat(page).isCompletedWithValueMatching(done -> done.events().size() == 1);
    }

    @Test
    void failsAHistoryForWhichNoConnectionCameInTime() {
        var page = fixture.client.history(FakeServer.CHAT, null, 4L, 10);
        loop.advance(Duration.ofSeconds(31));

        assertThat(page).isCompletedExceptionally();
    }

    @Test
    void watchesAgainOnTheNextConnection() {
        FakeServer.Link link = fixture.online(3);
        fixture.client.watch(java.util.List.of(FakeServer.BOB));
        loop.run();
        link.breakOff();
        loop.advance(Duration.ofSeconds(1));

        FakeServer.Link next = fixture.welcomed(3);

        assertThat(next.all(ClientFrame.Watch.class)).isNotEmpty();
    }
}
