package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import dev.dewberry.protocol.json.Json;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a server says wrongly, or at the wrong moment, costs neither order nor the connection.
class DistrustTest {

    private final ClientFixture fixture = new ClientFixture();
    private final FakeLoop loop = fixture.loop;

    private static final String NOTHING =
            "{\"type\":\"events\",\"id\":\"%s\",\"conversation\":\"d:7:9\",\"events\":[],\"more\":false}";

    @Test
    void ignoresEventsOfAnotherConversationInAPage() {
        FakeServer.Link link = fixture.online(3);
        link.event(FakeServer.event(6));
        loop.run();
        ClientFrame.History request = link.next(ClientFrame.History.class);
        Event stranger = FakeServer.event(ConversationId.group(5), 4, FakeServer.BOB);
        link.events(request, false, stranger, FakeServer.event(4), FakeServer.event(5));
        loop.run();

        assertThat(fixture.seqs).containsExactly(4L, 5L, 6L);
        assertThat(fixture.events).extracting(Event::conversation).containsOnly(FakeServer.CHAT);
    }

    @Test
    void ignoresEventsBelowTheFirst() {
        FakeServer.Link link = fixture.online(0);
        link.event(FakeServer.event(0));
        link.event(FakeServer.event(1));
        loop.run();

        assertThat(fixture.seqs).containsExactly(1L);
    }

    @Test
    void doesNotBelieveThatALogBeginsAboveItsHead() {
        FakeServer.Link link = fixture.online(3);
        link.event(FakeServer.event(5));
        loop.run();
        ClientFrame.History request = link.next(ClientFrame.History.class);
        link.tell("{\"type\":\"events\",\"id\":\"" + request.id()
                + "\",\"conversation\":\"d:7:9\",\"events\":[],\"more\":false,\"firstSeq\":1000000}");
        loop.advance(Duration.ofSeconds(1));
        link.events(link.next(ClientFrame.History.class), false, FakeServer.event(4), FakeServer.event(5));
        link.event(FakeServer.event(6));
        loop.run();

        assertThat(fixture.seqs).containsExactly(4L, 5L, 6L);
    }

    @Test
    void stopsAskingForWhatTheHistoryNeverShows() {
        FakeServer.Link link = fixture.online(3);
        link.event(FakeServer.event((1L << 53) - 1));
        loop.run();
        int asked = 0;
        for (int second = 0; second < 1800; second++) {
            for (ClientFrame.History request : link.all(ClientFrame.History.class)) {
                asked++;
                link.tell(NOTHING.formatted(request.id()));
            }
            link.tell("{\"type\":\"pong\",\"time\":1}");
            loop.advance(Duration.ofSeconds(1));
        }
        assertThat(asked).isBetween(5, 40);

        link.event(FakeServer.event(4));
        link.tell("{\"type\":\"resync\"}");
        loop.run();
        link.conversations(link.all(ClientFrame.Sync.class).get(0), "later", 4, 4);
        loop.run();
        assertThat(fixture.seqs).containsExactly(4L);
        assertThat(fixture.store.cursor()).isEqualTo("later");
    }

    @Test
    void tellsNothingTwiceWhereTheHistoryWasRefused() {
        FakeServer.Link link = fixture.online(3);
        link.event(FakeServer.event(4));
        link.event(FakeServer.event(7));
        loop.run();
        link.tell(ServerFrameCodec.error(link.next(ClientFrame.History.class).id(), ErrorCode.NOT_FOUND, "", null));
        link.event(FakeServer.event(4));
        link.event(FakeServer.event(5));
        loop.run();

        assertThat(fixture.seqs).startsWith(4L, 5L).doesNotHaveDuplicates();
    }

    @Test
    void fillsAFewConversationsAtATime() {
        List<ConversationId> groups =
                IntStream.rangeClosed(1, 60).mapToObj(ConversationId::group).toList();
        groups.forEach(group -> fixture.store.saveSeq(group, 1));
        ClientFixture second = new ClientFixture(fixture.store);
        second.client.connect();
        second.loop.run();
        FakeServer.Link link = second.server.link();
        link.next(ClientFrame.Hello.class);
        link.welcome("e1");
        second.loop.run();
        ClientFrame.Sync sync = link.next(ClientFrame.Sync.class);
        link.tell(ServerFrameCodec.spliced("conversations", sync.id(), Json.write(out -> {
            out.writeStartObject();
            out.writeArrayPropertyStart("items");
            for (ConversationId group : groups) {
                out.writeStartObject();
                out.writeStringProperty("conversation", group.toString());
                out.writeStringProperty("kind", "group");
                out.writeNumberProperty("headSeq", 3);
                out.writeNumberProperty("readSeq", 1);
                out.writeNumberProperty("deliveredSeq", 1);
                out.writeNumberProperty("unread", 2);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeStringProperty("cursor", "c1");
            out.writeBooleanProperty("more", false);
            out.writeEndObject();
        })));
        second.loop.run();
        for (int i = 0; i < 100; i++) {
            List<ClientFrame.History> asked = link.all(ClientFrame.History.class);
            assertThat(asked).hasSizeLessThanOrEqualTo(8);
            asked.forEach(request -> link.events(
                    request,
                    false,
                    FakeServer.event(request.conversation(), 2, FakeServer.BOB),
                    FakeServer.event(request.conversation(), 3, FakeServer.BOB)));
            second.loop.run();
        }

        assertThat(second.seqs).hasSize(120);
        assertThat(second.store.cursor()).isEqualTo("c1");
    }

    @Test
    void repeatsManyMarksSlowlyEnoughForTheServersLimits() {
        for (int i = 1; i <= 2000; i++) {
            fixture.store.saveMark(ConversationId.group(i), new StoredMark(5, 3));
        }
        ClientFixture second = new ClientFixture(fixture.store);
        FakeServer.Link link = second.online(0);
        // Ten times the 20 sends a second, for five seconds, would close the connection.
        second.loop.advance(Duration.ofSeconds(5));
        assertThat(link.received).hasSizeLessThan(700);

        for (int i = 0; i < 120; i++) {
            link.tell("{\"type\":\"pong\",\"time\":1}");
            second.loop.advance(Duration.ofSeconds(1));
        }
        assertThat(link.all(ClientFrame.Read.class)).hasSize(2000);
    }

    @Test
    void doesNotSpinOnASyncThatGetsNoFurther() {
        fixture.client.connect();
        loop.run();
        FakeServer.Link link = fixture.server.link();
        link.next(ClientFrame.Hello.class);
        link.welcome("e1");
        int asked = 0;
        for (int i = 0; i < 1000; i++) {
            loop.advance(Duration.ofMillis(10));
            for (ClientFrame.Sync sync : link.all(ClientFrame.Sync.class)) {
                asked++;
                link.tell("{\"type\":\"conversations\",\"id\":\"" + sync.id() + "\",\"items\":[],\"more\":true}");
            }
        }

        assertThat(asked).isBetween(2, 25);
    }

    @Test
    void keepsNoMarkOfTheFormerEpoch() {
        Deque<Runnable> callbacks = new ArrayDeque<>();
        ClientFixture slow =
                new ClientFixture(new InMemoryClientStore(), Credentials.password("ann", "secret"), callbacks::add);
        FakeServer.Link link = slow.online(900);
        Runnable[] run = {
            () -> {
                while (!callbacks.isEmpty()) {
                    callbacks.poll().run();
                    slow.loop.run();
                }
            }
        };
        run[0].run();
        link.event(FakeServer.event(901));
        slow.loop.run();
        link.breakOff();
        slow.loop.advance(Duration.ofSeconds(1));
        FakeServer.Link next = slow.server.link();
        next.next(ClientFrame.Hello.class);
        next.welcome("e2");
        slow.loop.run();
        run[0].run();
        slow.loop.advance(Duration.ofSeconds(1));

        assertThat(slow.store.marks()).isEmpty();
        assertThat(next.all(ClientFrame.Delivered.class)).isEmpty();
    }

    @Test
    void remembersTheNewEpochOnlyWhenTheOldCacheIsGone() {
        List<String> writes = new ArrayList<>();
        InMemoryClientStore memory = new InMemoryClientStore();
        memory.saveEpoch("e0");
        ClientStore store = (ClientStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ClientStore.class}, (proxy, method, arguments) -> {
                    writes.add(method.getName());
                    return method.invoke(memory, arguments);
                });
        new ClientFixture(store).online(0);

        assertThat(writes.indexOf("dropCache")).isNotNegative().isLessThan(writes.indexOf("saveEpoch"));
        assertThat(memory.epoch()).isEqualTo("e1");
    }

    @Test
    void showsWhatItCannotReadAsUnknownInsteadOfStumbling() {
        FakeServer.Link link = fixture.online(3);
        link.tell("{\"type\":\"event\",\"conversation\":\"d:7:9\",\"seq\":4,\"event\":\"4\",\"from\":\"9\",\"at\":1,"
                + "\"content\":{\"kind\":\"text\",\"text\":{\"rich\":true}}}");
        link.tell("{\"type\":\"event\",\"conversation\":\"d:7:9\",\"seq\":5,\"event\":\"5\",\"from\":\"9\",\"at\":1,"
                + "\"content\":{\"kind\":\"hologram\",\"x\":1e999999}}");
        loop.run();

        assertThat(fixture.seqs).containsExactly(4L, 5L);
    }

    @Test
    void takesUserIdsOfManyDigits() {
        FakeServer.Link link = fixture.online(3);
        link.event(FakeServer.event(FakeServer.CHAT, 4, new UserId(Long.MAX_VALUE)));
        loop.run();

        assertThat(fixture.seqs).containsExactly(4L);
    }
}
