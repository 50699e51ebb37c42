package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrame.Target;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A listener that blocks: what the client holds for it has a bound, the connection lives on, and in the end it has
/// had every event once and in order. What is held is what the listener is told before the server says anything more.
class SlowListenerTest {

    private static final int FLOOD = 20_000;
    private static final int PAGE = 200;
    private static final int FILLED_AT_ONCE = 4;

    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean blocked;
    private final ClientFixture fixture = new ClientFixture(
            new InMemoryClientStore(), Credentials.password("ann", "secret"), this::call, "http://one");
    private final FakeLoop loop = fixture.loop;

    private void call(Runnable task) {
        if (blocked) {
            held.add(task);
        } else {
            task.run();
        }
    }

    /// The listener goes on, with what is there for it now.
    private void unblock() {
        blocked = false;
        while (!held.isEmpty()) {
            held.remove().run();
        }
    }

    private void flood(FakeServer.Link link, long from, long to, LongFunction<Event> event) {
        for (long seq = from; seq <= to; seq++) {
            link.event(event.apply(seq));
            loop.run();
        }
    }

    private void flood(FakeServer.Link link, long from, long to) {
        flood(link, from, to, FakeServer::event);
    }

    /// The server answers what it is asked for, until there is nothing more.
    private void answer(FakeServer.Link link, long head) {
        loop.run();
        List<ClientFrame.History> asked = link.all(ClientFrame.History.class);
        while (!asked.isEmpty()) {
            for (ClientFrame.History history : asked) {
                long after = history.after() == null ? 0 : history.after();
                long last = Math.min(head, after + history.limit());
                link.events(
                        history,
                        last < head,
                        LongStream.rangeClosed(after + 1, last)
                                .mapToObj(FakeServer::event)
                                .toArray(Event[]::new));
            }
            loop.run();
            asked = link.all(ClientFrame.History.class);
        }
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void holdsABoundedNumberOfEventsAndLosesNone() {
        FakeServer.Link link = fixture.online(0);
        blocked = true;
        flood(link, 1, FLOOD);
        assertThat(fixture.events).isEmpty();
        assertThat(link.all(ClientFrame.History.class)).isEmpty();

        unblock();
        assertThat(fixture.seqs).isEqualTo(upTo(Backlog.MOST_EVENTS));

        answer(link, FLOOD);
        assertThat(fixture.seqs).isEqualTo(upTo(FLOOD));
    }

    @Test
    void goesOnLiveAfterIt() {
        FakeServer.Link link = fixture.online(0);
        blocked = true;
        flood(link, 1, FLOOD);
        unblock();
        loop.run();
        // While the first page is under way.
        flood(link, FLOOD + 1, FLOOD + 10);
        answer(link, FLOOD + 10);
        flood(link, FLOOD + 11, FLOOD + 20);

        assertThat(fixture.seqs).isEqualTo(upTo(FLOOD + 20));
        assertThat(link.all(ClientFrame.History.class)).isEmpty();
    }

    @Test
    void holdsFewerEventsWhereTheyAreLarge() {
        FakeServer.Link link = fixture.online(0);
        String text = "x".repeat(8000);
        blocked = true;
        flood(
                link,
                1,
                2000,
                seq -> new Event(FakeServer.CHAT, seq, "1" + seq, FakeServer.BOB, seq, Content.Text.of(text), null));

        unblock();

        assertThat(fixture.events.size() * 8000L).isBetween(Backlog.MOST_CHARACTERS / 2, Backlog.MOST_CHARACTERS);
    }

    @Test
    void holdsABoundedNumberOverManyConnections() {
        FakeServer.Link link = fixture.online(0);
        blocked = true;
        flood(link, 1, 2 * Backlog.MOST_EVENTS);
        for (int i = 1; i <= 20; i++) {
            link.breakOff();
            link = fixture.reconnected();
            link.all(ClientFrame.Hello.class);
            link.welcome("e1");
            loop.run();
            long head = 2L * Backlog.MOST_EVENTS + i;
            for (ClientFrame.Sync sync : link.all(ClientFrame.Sync.class)) {
                link.conversations(sync, "c" + head, head, 0, FakeServer.event(head));
            }
            answer(link, head);
        }

        unblock();
        assertThat(fixture.events).hasSizeLessThanOrEqualTo(Backlog.MOST_EVENTS + FILLED_AT_ONCE * PAGE);
        assertThat(fixture.items).extracting(ConversationItem::headSeq).hasSizeLessThanOrEqualTo(2);

        long head = 2L * Backlog.MOST_EVENTS + 20;
        loop.run();
        link.conversations(link.all(ClientFrame.Sync.class).get(0), "end", head, 0, FakeServer.event(head));
        answer(link, head);
        assertThat(fixture.seqs).isEqualTo(upTo(head));
        assertThat(fixture.store.cursor()).isEqualTo("end");
    }

    @Test
    void keepsTheConnectionAndGetsItsAnswersForMinutes() {
        FakeServer.Link link = fixture.online(0);
        blocked = true;
        flood(link, 1, FLOOD);
        // As a listener that waits for its own send does.
        var receipt = fixture.client.send(new Target.ToUser(FakeServer.BOB), Content.Text.of("hi"), "a");
        loop.run();
        link.ack(link.all(ClientFrame.Send.class).get(0), FLOOD + 1, false);
        loop.run();
        assertThat(receipt).isCompleted();

        for (int second = 0; second < 600; second++) {
            loop.advance(Duration.ofSeconds(1));
            link.all(ClientFrame.Ping.class).forEach(ping -> link.tell("{\"type\":\"pong\",\"time\":1}"));
        }
        assertThat(fixture.server.links).hasSize(1);
        assertThat(link.closed).isFalse();

        unblock();
        answer(link, FLOOD + 1);
        assertThat(fixture.seqs).isEqualTo(upTo(FLOOD + 1));
    }

    @Test
    void tellsOfMarksTypingAndPresenceTheNewestOnly() {
        FakeServer.Link link = fixture.online(3);
        blocked = true;
        for (int i = 1; i <= 1000; i++) {
            link.tell("{\"type\":\"mark\",\"conversation\":\"d:7:9\",\"user\":\"9\",\"delivered\":" + i + ",\"read\":"
                    + i + "}");
            link.tell("{\"type\":\"typing\",\"conversation\":\"d:7:9\",\"user\":\"9\",\"on\":" + (i % 2 == 0) + "}");
            link.tell("{\"type\":\"presence\",\"items\":[{\"user\":\"9\",\"status\":\"online\",\"lastSeen\":" + i
                    + "},{\"user\":\"" + (10 + i % 2) + "\",\"status\":\"away\"}]}");
        }
        loop.run();
        unblock();

        assertThat(fixture.fleeting)
                .containsExactly(
                        "mark 9 read 1000",
                        "typing 9 true",
                        "presence 9 online 1000",
                        "presence 11 away null",
                        "presence 10 away null");
    }

    @Test
    void logsKeepABoundedNumberOfEarlyEventsTogether() {
        Backlog early = new Backlog();
        List<Event> out = new ArrayList<>();
        List<ConversationLog> logs = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            ConversationId id = ConversationId.group(i);
            ConversationLog log = new ConversationLog(id, 0L, early, out::add);
            log.take(LongStream.rangeClosed(2, 400)
                    .mapToObj(seq -> FakeServer.event(id, seq, FakeServer.BOB))
                    .toList());
            logs.add(log);
        }
        logs.forEach(log -> log.take(List.of(FakeServer.event(log.conversation(), 1, FakeServer.BOB))));

        assertThat(out).hasSizeBetween(Backlog.MOST_EVENTS / 2, Backlog.MOST_EVENTS + logs.size());
        assertThat(logs.get(0).missingAfter()).isNull();
        assertThat(logs.get(9).missingAfter()).isEqualTo(1);
    }

    @Test
    void beginsAConversationThatTheSyncLeftOutWithTheFirstEventHeardThoughItWasNotKept() {
        FakeServer.Link link = fixture.online(0);
        blocked = true;
        flood(link, 1, FLOOD);
        link.tell("{\"type\":\"resync\"}");
        loop.run();
        ConversationId fresh = ConversationId.group(6);
        flood(link, 3, 5, seq -> FakeServer.event(fresh, seq, FakeServer.BOB));
        link.conversations(link.all(ClientFrame.Sync.class).get(0), "c", 0, 0);
        unblock();
        loop.run();

        assertThat(link.all(ClientFrame.History.class))
                .filteredOn(history -> history.conversation().equals(fresh))
                .singleElement()
                .satisfies(history -> assertThat(history.after()).isEqualTo(2));
    }
}
