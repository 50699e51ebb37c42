package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.PresenceItem;
import dev.dewberry.protocol.frame.ServerFrame;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;

/// A client between a fake network and a fake clock, with a listener that writes down what it hears.
final class ClientFixture {

    final FakeLoop loop = new FakeLoop();
    final FakeServer server = new FakeServer();
    final List<Long> seqs = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final List<ConnectionState> states = new ArrayList<>();
    final List<ConversationItem> items = new ArrayList<>();
    final List<String> notices = new ArrayList<>();
    /// Marks, typing and presence.
    final List<String> fleeting = new ArrayList<>();

    final ClientStore store;
    final DewberryClient client;

    ClientFixture(String... entries) {
        this(new InMemoryClientStore(), entries);
    }

    ClientFixture(ClientStore store, String... entries) {
        this(store, Credentials.password("ann", "secret"), Runnable::run, entries);
    }

    /// @param callbacks where the listener is called
    ClientFixture(ClientStore store, Credentials credentials, Executor callbacks, String... entries) {
        this.store = store;
        List<URI> addresses = Arrays.stream(entries.length == 0 ? new String[] {"http://one"} : entries)
                .map(URI::create)
                .toList();
        Listener listener = new Listener() {
            @Override
            public void onState(ConnectionState state) {
                states.add(state);
            }

            @Override
            public void onEvent(Event event) {
                events.add(event);
                seqs.add(event.seq());
            }

            @Override
            public void onConversation(ConversationItem conversation) {
                items.add(conversation);
            }

            @Override
            public void onLeft(ConversationId conversation) {
                notices.add("left");
            }

            @Override
            public void onSynced() {
                notices.add("synced");
            }

            @Override
            public void onMark(ServerFrame.Mark mark) {
                fleeting.add("mark " + mark.user() + " read " + mark.read());
            }

            @Override
            public void onTyping(ServerFrame.Typing typing) {
                fleeting.add("typing " + typing.user() + " " + typing.on());
            }

            @Override
            public void onPresence(List<PresenceItem> items) {
                items.forEach(
                        item -> fleeting.add("presence " + item.user() + " " + item.status() + " " + item.lastSeen()));
            }

            @Override
            public void onEpochChanged() {
                notices.add("epoch");
            }

            @Override
            public void onSendFailed(StoredSend send, DewberryException reason) {
                notices.add("failed " + send.clientId() + " " + reason.code());
            }
        };
        client = new DewberryClient(
                loop,
                server,
                server,
                new Entries(addresses),
                new DewberryClientBuilder.Options(
                        credentials,
                        store,
                        listener,
                        ClientSettings.DEFAULT,
                        new TokenKeeper.Device("test", "test"),
                        callbacks),
                () -> {});
    }

    /// Connects, is welcomed, and answers the sync with a chat of this many events.
    FakeServer.Link online(long headSeq) {
        client.connect();
        loop.run();
        return welcomed(headSeq);
    }

    FakeServer.Link welcomed(long headSeq) {
        FakeServer.Link link = server.link();
        link.next(ClientFrame.Hello.class);
        link.welcome("e1");
        loop.run();
        ClientFrame.Sync sync = link.all(ClientFrame.Sync.class).get(0);
        link.conversations(sync, "c" + headSeq, headSeq, headSeq);
        loop.run();
        return link;
    }

    /// The next connection, after the longest pause.
    FakeServer.Link reconnected() {
        int before = server.links.size();
        for (int i = 0; i < 400 && server.links.size() == before; i++) {
            loop.advance(Duration.ofMillis(100));
        }
        return server.link();
    }
}
