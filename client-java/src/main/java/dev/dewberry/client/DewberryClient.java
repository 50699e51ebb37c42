package dev.dewberry.client;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrame.Target;
import dev.dewberry.protocol.frame.PresenceItem;
import dev.dewberry.protocol.frame.ServerFrame;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    /// For a closing handshake; a server that does not answer it is not waited for.
    private static final Duration GOODBYE = Duration.ofMillis(500);

    private final Loop loop;
    private final Runnable closing;
    private final ClientIds ids = new ClientIds();
    private final SendRegister register;
    private final Line line;
    private final RestApi rest;

    DewberryClient(
            Loop loop,
            SocketTransport sockets,
            HttpTransport https,
            Entries entries,
            DewberryClientBuilder.Options options,
            Runnable closing) {
        this.loop = loop;
        this.closing = closing;
        register = new SendRegister(options.store());
        Http http = new Http(https, entries);
        line = new Line(loop, sockets, http, entries, options, register);
        rest = new RestApi(loop, http, line.tokens);
    }

    /// @param entryAddresses such as `https://chat.example.org`; where one fails, the next is tried within five
    /// seconds
    public static DewberryClientBuilder builder(String... entryAddresses) {
        return new DewberryClientBuilder(List.of(entryAddresses));
    }

    /// Connects, and stays connected until [#disconnect()] or [#close()], or until the server says that this makes
    /// no sense: see [ConnectionState]. After that, another call tries again.
    public void connect() {
        loop.execute(line.connector::connect);
    }

    /// The same, with other credentials, after [ConnectionState#SIGN_IN_NEEDED].
    public void connect(Credentials credentials) {
        loop.execute(() -> {
            line.tokens.use(credentials);
            line.connector.connect();
        });
    }

    /// Ends the connection; sends and marks wait for the next one.
    public void disconnect() {
        loop.execute(() -> line.connector.stop(ConnectionState.IDLE));
    }

    /// For good. Unacknowledged sends stay in the store, and their futures fail with [DewberryException#STOPPED], as
    /// all others do. Returns at once; half a second later there is no thread and no socket of the client left. The
    /// second call does nothing.
    @Override
    public void close() {
        register.close();
        loop.execute(() -> {
            if (line.state() == ConnectionState.CLOSED) {
                return;
            }
            DewberryException reason = new DewberryException(DewberryException.STOPPED, "the client was closed");
            line.stop(reason);
            rest.stop(reason);
            loop.after(GOODBYE, closing);
        });
    }

    public ConnectionState state() {
        return line.state();
    }

    /// The user whom the server welcomed; `null` before that.
    public @Nullable UserId me() {
        return line.me();
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
    /// Fails with the error code of the server's refusal; with [DewberryException#OUTBOX_FULL], and is not in the
    /// store, where 1000 sends wait for their acknowledgement; with [DewberryException#OUTCOME_UNKNOWN] where no
    /// acknowledgement came for six days.
    ///
    /// @param clientId 1-64 characters; names this logical send for ever: the same one again is the same
    /// message, not a second one
    public CompletableFuture<SendReceipt> send(Target to, Content content, String clientId) {
        CompletableFuture<SendReceipt> receipt = new CompletableFuture<>();
        StoredSend send = new StoredSend(clientId, to, content, loop.now(), false);
        DewberryException refusal = register.admit(send);
        if (refusal == null) {
            loop.execute(() -> line.outbox.add(send, receipt));
        } else {
            receipt.completeExceptionally(refusal);
        }
        return receipt;
    }

    /// Events of a log by page, rising by `seq`: above `after`, below `before` (the last ones), between both, or
    /// with neither the newest. Waits for a connection and fails with [DewberryException#UNREACHABLE] where none
    /// comes in time ([ClientSettings#queryDeadline()]).
    ///
    /// @param limit 1-200; the server cuts what is above
    public CompletableFuture<HistoryPage> history(
            ConversationId conversation, @Nullable Long after, @Nullable Long before, int limit) {
        return query(id -> new ClientFrame.History(id, conversation, after, before, limit), frame -> {
            ServerFrame.Events page = (ServerFrame.Events) frame;
            return new HistoryPage(page.conversation(), page.events(), page.more(), page.firstSeq());
        });
    }

    /// A page of `sync`, apart from the client's own: for those who keep their own cursor.
    ///
    /// @param events newest events of each conversation, 0-100
    /// @param limit conversations, 1-200
    public CompletableFuture<ServerFrame.Conversations> sync(@Nullable String cursor, int events, int limit) {
        return query(id -> new ClientFrame.Sync(id, cursor, events, limit), ServerFrame.Conversations.class::cast);
    }

    /// Watches the presence of these users, and of no others any more; on each later connection too.
    public CompletableFuture<List<PresenceItem>> watch(Collection<UserId> users) {
        List<UserId> list = List.copyOf(users);
        CompletableFuture<ServerFrame.Presence> result = unlessClosed();
        loop.execute(() -> line.presence.watch(list, result));
        return result.thenApply(ServerFrame.Presence::items);
    }

    /// Everything up to `seq` was read, by a human. Marks only rise; the highest is told until the server has it.
    public void markRead(ConversationId conversation, long seq) {
        loop.execute(() -> line.marks.raise(conversation, seq, seq));
    }

    /// Everything up to `seq` has arrived. Needed only where [ClientSettings#reportDelivered()] is off.
    public void markDelivered(ConversationId conversation, long seq) {
        loop.execute(() -> line.marks.raise(conversation, seq, 0));
    }

    /// Lost where there is no connection. Told again every few seconds while the user types: it expires after six.
    public void typing(ConversationId conversation, boolean on) {
        loop.execute(() -> line.connector.send(new ClientFrame.Typing(conversation, on)));
    }

    /// @param status `online` or `away`; told again on each later connection
    public void status(String status, @Nullable String text) {
        loop.execute(() -> line.presence.status(new ClientFrame.Status(status, text)));
    }

    private <T> CompletableFuture<T> query(
            Function<String, ? extends ClientFrame.Request> request, Function<ServerFrame, T> read) {
        CompletableFuture<T> result = unlessClosed();
        loop.execute(() -> line.queries.ask(request, read, result));
        return result;
    }

    /// A closed loop runs nothing any more, so nobody else would say so.
    private <T> CompletableFuture<T> unlessClosed() {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (line.state() == ConnectionState.CLOSED) {
            result.completeExceptionally(new DewberryException(DewberryException.STOPPED, "the client was closed"));
        }
        return result;
    }
}
