package dev.dewberry.client;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrame.Target;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.PresenceItem;
import dev.dewberry.protocol.frame.ServerFrame;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One user's line to Dewberry. It connects, comes back after a loss, repeats what was not acknowledged, and tells
/// a [Listener] every event once and in order.
///
/// ```java
/// DewberryClient client = DewberryClient.builder("https://chat.example.org")
///         .credentials(Credentials.password("ann", password))
///         .listener(listener)
///         .build();
/// client.connect();
/// client.send(new Target.ToUser(bob), Content.Text.of("hi")).thenAccept(receipt -> …);
/// ```
///
/// Thread-safe: every method may be called from any thread and returns at once. Futures complete on the client's
/// own thread, so what depends on them must not block (use the `…Async` methods of the future, or a listener);
/// waiting for a future from a listener or from any thread of the application is fine. Futures fail with
/// [DewberryException].
public final class DewberryClient implements AutoCloseable {

    private final Loop loop;
    private final Executor callbacks;
    private final Runnable closing;
    private final ClientStore store;
    private final ClientSettings settings;
    private final Listener listener;
    private final ClientIds ids = new ClientIds();
    private final TokenKeeper tokens;
    private final Connector connector;
    private final Requests requests;
    private final Queries queries;
    private final Outbox outbox;
    private final Logs logs;
    private final Syncer syncer;
    private final Marks marks;
    private final RestApi rest;

    private volatile ConnectionState state = ConnectionState.IDLE;
    private volatile @Nullable UserId me;
    private List<UserId> watched = List.of();
    private ClientFrame.@Nullable Status status;

    DewberryClient(
            Loop loop,
            SocketTransport sockets,
            HttpTransport https,
            Entries entries,
            DewberryClientBuilder.Options options,
            Runnable closing) {
        this.loop = loop;
        this.closing = closing;
        callbacks = new SerialExecutor(options.callbackExecutor());
        store = options.store();
        settings = options.settings();
        listener = options.listener();
        Http http = new Http(https, entries);
        tokens = new TokenKeeper(loop, http, store, options.credentials(), options.device());
        connector = new Connector(loop, sockets, entries, tokens, settings, new Tenant());
        requests = new Requests(loop, connector, settings.answerTimeout());
        queries = new Queries(loop, connector, requests, settings.queryDeadline());
        outbox = new Outbox(loop, connector, requests, store, new Ledger());
        logs = new Logs(loop, callbacks, connector, requests, store.seqs(), this::pass);
        syncer = new Syncer(
                loop, callbacks, requests, logs, store, settings.syncEvents(), this::conversation, listener::onSynced);
        marks = new Marks(loop, connector, store);
        rest = new RestApi(loop, http, tokens);
    }

    /// @param entryAddresses such as `https://chat.example.org`; where one fails, the next is tried within five
    /// seconds
    public static DewberryClientBuilder builder(String... entryAddresses) {
        return new DewberryClientBuilder(List.of(entryAddresses));
    }

    /// Connects, and stays connected until [#disconnect()] or [#close()], or until the server says that this makes
    /// no sense.
    public void connect() {
        loop.execute(connector::connect);
    }

    /// The same, with other credentials, after [ConnectionState#SIGN_IN_NEEDED].
    public void connect(Credentials credentials) {
        loop.execute(() -> {
            tokens.use(credentials);
            connector.connect();
        });
    }

    /// Ends the connection; sends and marks wait for the next one.
    public void disconnect() {
        loop.execute(() -> connector.stop(ConnectionState.IDLE));
    }

    /// For good. Unacknowledged sends stay in the store, and their futures fail.
    @Override
    public void close() {
        loop.execute(() -> {
            if (state == ConnectionState.CLOSED) {
                return;
            }
            connector.stop(ConnectionState.CLOSED);
            DewberryException reason = new DewberryException(DewberryException.STOPPED, "the client was closed");
            outbox.stop(reason);
            queries.stop(reason);
            closing.run();
        });
    }

    public ConnectionState state() {
        return state;
    }

    /// The user whom the server welcomed; `null` before that.
    public @Nullable UserId me() {
        return me;
    }

    /// REST calls: accounts, people, groups. They need no connection.
    public RestApi rest() {
        return rest;
    }

    /// Sends under a `clientId` of its own making. See [#send(Target, Content, String)].
    public CompletableFuture<SendReceipt> send(Target to, Content content) {
        return send(to, content, ids.next(loop.now()));
    }

    /// Sends, now or with the next connection, and again until the server acknowledges or refuses. The send is in
    /// the store when this method returns. Sends to one conversation are committed in the order of these calls.
    ///
    /// @param clientId names this logical send for ever: the same one again is the same message, not a second one
    public CompletableFuture<SendReceipt> send(Target to, Content content, String clientId) {
        CompletableFuture<SendReceipt> receipt = new CompletableFuture<>();
        StoredSend send = new StoredSend(clientId, to, content, loop.now(), false);
        store.saveSend(send);
        if (state == ConnectionState.CLOSED) {
            receipt.completeExceptionally(new DewberryException(DewberryException.STOPPED, "the client was closed"));
        }
        loop.execute(() -> outbox.add(send, receipt));
        return receipt;
    }

    /// Events of a log by page, rising by `seq`: above `after`, below `before` (the last ones), between both, or
    /// with neither the newest.
    public CompletableFuture<HistoryPage> history(
            ConversationId conversation, @Nullable Long after, @Nullable Long before, int limit) {
        return query(id -> new ClientFrame.History(id, conversation, after, before, limit), frame -> {
            ServerFrame.Events page = (ServerFrame.Events) frame;
            return new HistoryPage(page.conversation(), page.events(), page.more(), page.firstSeq());
        });
    }

    /// A page of `sync`, apart from the client's own: for those who keep their own cursor.
    public CompletableFuture<ServerFrame.Conversations> sync(@Nullable String cursor, int events, int limit) {
        return query(id -> new ClientFrame.Sync(id, cursor, events, limit), ServerFrame.Conversations.class::cast);
    }

    /// Watches the presence of these users, and of no others any more; on each later connection too.
    public CompletableFuture<List<PresenceItem>> watch(Collection<UserId> users) {
        List<UserId> list = List.copyOf(users);
        loop.execute(() -> watched = list);
        return query(id -> new ClientFrame.Watch(id, list), frame -> ((ServerFrame.Presence) frame).items());
    }

    /// Everything up to `seq` was read, by a human.
    public void markRead(ConversationId conversation, long seq) {
        loop.execute(() -> marks.raise(conversation, seq, seq));
    }

    /// Everything up to `seq` has arrived. Needed only where [ClientSettings#reportDelivered()] is off.
    public void markDelivered(ConversationId conversation, long seq) {
        loop.execute(() -> marks.raise(conversation, seq, 0));
    }

    /// Lost where there is no connection. Told again every few seconds while the user types.
    public void typing(ConversationId conversation, boolean on) {
        loop.execute(() -> connector.send(new ClientFrame.Typing(conversation, on)));
    }

    /// @param status `online` or `away`; told again on each later connection
    public void status(String status, @Nullable String text) {
        loop.execute(() -> {
            ClientFrame.Status told = new ClientFrame.Status(status, text);
            this.status = told;
            connector.send(told);
        });
    }

    private <T> CompletableFuture<T> query(
            Function<String, ? extends ClientFrame.Request> request, Function<ServerFrame, T> read) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (state == ConnectionState.CLOSED) {
            result.completeExceptionally(new DewberryException(DewberryException.STOPPED, "the client was closed"));
        }
        loop.execute(() -> queries.ask(request, read, result));
        return result;
    }

    /// An event in its place.
    private void pass(Event event) {
        boolean own = me != null && me.equals(event.from());
        callbacks.execute(() -> {
            try {
                listener.onEvent(event);
            } finally {
                store.saveSeq(event.conversation(), event.seq());
            }
            if (settings.reportDelivered() && !own) {
                loop.execute(() -> marks.raise(event.conversation(), event.seq(), 0));
            }
        });
    }

    private void conversation(ConversationItem item) {
        marks.confirmed(item);
        if (item.left()) {
            callbacks.execute(() -> {
                store.removeSeq(item.conversation());
                listener.onLeft(item.conversation());
            });
        } else {
            callbacks.execute(() -> listener.onConversation(item));
        }
    }

    private final class Ledger implements Outbox.Ledger {
        @Override
        public void onAck(ServerFrame.Ack ack, StoredSend send) {
            if (ack.duplicate()) {
                // Its place is in the log already, maybe where we have not read yet.
                logs.reaches(ack.conversation(), ack.seq());
            } else {
                logs.live(new Event(
                        ack.conversation(), ack.seq(), ack.event(), me, ack.at(), send.content(), send.clientId()));
            }
        }

        @Override
        public void onRefused(StoredSend send, DewberryException reason) {
            callbacks.execute(() -> listener.onSendFailed(send, reason));
        }
    }

    private final class Tenant implements Connector.Tenant {
        @Override
        public void onWelcome(ServerFrame.Welcome welcome) {
            me = welcome.user();
            String known = store.epoch();
            if (!welcome.epoch().equals(known)) {
                store.saveEpoch(welcome.epoch());
                if (known != null) {
                    startAfresh();
                }
            }
            catchUp(welcome.user());
            ClientFrame.Status told = status;
            if (told != null) {
                connector.send(told);
            }
            if (!watched.isEmpty()) {
                Futures.onEnd(
                        query(
                                id -> new ClientFrame.Watch(id, watched),
                                frame -> ((ServerFrame.Presence) frame).items()),
                        items -> callbacks.execute(() -> listener.onPresence(items)),
                        failure -> {});
            }
            queries.onOnline();
        }

        private void catchUp(UserId user) {
            marks.repeat();
            outbox.onOnline(user);
            syncer.start();
            logs.onOnline();
        }

        private void startAfresh() {
            logs.clear();
            marks.clear();
            syncer.forget();
            callbacks.execute(() -> {
                // Here, after what the listener still had of the former epoch was saved.
                store.dropCache();
                listener.onEpochChanged();
            });
        }

        @Override
        public void onFrame(ServerFrame frame) {
            if (requests.take(frame)) {
                return;
            }
            if (frame instanceof ServerFrame.EventFrame live) {
                logs.live(live.event());
            } else if (frame instanceof ServerFrame.Mark mark) {
                callbacks.execute(() -> listener.onMark(mark));
            } else if (frame instanceof ServerFrame.Typing typing) {
                callbacks.execute(() -> listener.onTyping(typing));
            } else if (frame instanceof ServerFrame.Presence presence) {
                callbacks.execute(() -> listener.onPresence(presence.items()));
            } else if (frame instanceof ServerFrame.Resync) {
                // Also where it names one conversation: members and marks may have changed with it.
                outbox.repeat();
                marks.repeat();
                syncer.start();
            }
        }

        @Override
        public void onLost() {
            requests.onLost();
            logs.onLost();
            syncer.onLost();
        }

        @Override
        public void onState(ConnectionState next) {
            state = next;
            callbacks.execute(() -> listener.onState(next));
        }
    }
}
