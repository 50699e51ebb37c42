package dev.dewberry.systemtests.cluster;

import dev.dewberry.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client that knows nothing but the text of the protocol: it sends what it is told to, and writes down all that
/// comes.
public final class RawClient implements AutoCloseable {

    private static final OkHttpClient HTTP = new OkHttpClient.Builder()
            .dispatcher(manySockets())
            .readTimeout(Duration.ZERO)
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private final List<Frame> frames = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final WebSocket socket;
    private volatile boolean open;
    private volatile @Nullable Integer closeCode;
    private volatile @Nullable Integer refusedWith;
    private volatile @Nullable Throwable failure;
    private volatile long closedAt = Long.MAX_VALUE;
    private volatile CountDownLatch mayRead = new CountDownLatch(0);

    /// @param text as it came
    /// @param receivedAt by this machine's clock, which is the servers' too
    public record Frame(String text, JsonNode json, long receivedAt) {

        public String type() {
            return json.path("type").asString();
        }

        public String text(String field) {
            return json.path(field).asString();
        }

        public long number(String field) {
            return json.path(field).asLong();
        }

        public boolean has(String field) {
            return json.hasNonNull(field);
        }
    }

    /// Opens a socket and says nothing yet.
    public RawClient(String address) {
        this(new Request.Builder().url(address + "/ws").header("Sec-WebSocket-Protocol", "dewberry.v1"));
    }

    /// @param request to shape the handshake
    public RawClient(Request.Builder request) {
        socket = HTTP.newWebSocket(request.build(), new Listener());
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> open || isClosed());
    }

    /// Opens a socket and waits for `welcome`.
    public static RawClient welcomed(String address, User user) {
        RawClient client = new RawClient(address);
        try {
            client.hello(user);
        } catch (AssertionError notWelcome) {
            client.cut();
            throw notWelcome;
        }
        return client;
    }

    public Frame hello(User user) {
        return ask("{\"type\":\"hello\",\"token\":\"" + user.token() + "\"}");
    }

    public RawClient send(String frame) {
        socket.send(frame);
        return this;
    }

    public void sendBinary(byte[] bytes) {
        socket.send(ByteString.of(bytes));
    }

    /// Sends a request, with an `id` put in, and waits for its answer.
    public Frame ask(String request) {
        return answerTo(request(request));
    }

    /// Sends a request with an `id` put in.
    ///
    /// @return the `id`
    public String request(String request) {
        String id = "r" + ids.incrementAndGet();
        send("{\"id\":\"" + id + "\"," + request.substring(1));
        return id;
    }

    /// The one answer with this `id`.
    public Frame answerTo(String id) {
        return await(frame -> frame.text("id").equals(id));
    }

    public String requestText(User to, String clientId, String text) {
        return request(textTo(to, clientId, text));
    }

    public Frame sendText(User to, String clientId, String text) {
        return ask(textTo(to, clientId, text));
    }

    public Frame sendText(String conversation, String clientId, String text) {
        return ask(textTo(conversation, clientId, text));
    }

    public static String textTo(User to, String clientId, String text) {
        return "{\"type\":\"send\",\"to\":{\"user\":\"" + to.id() + "\"},\"clientId\":\"" + clientId
                + "\",\"content\":{\"kind\":\"text\",\"text\":" + quoted(text) + "}}";
    }

    public static String textTo(String conversation, String clientId, String text) {
        return "{\"type\":\"send\",\"to\":{\"conversation\":\"" + conversation + "\"},\"clientId\":\"" + clientId
                + "\",\"content\":{\"kind\":\"text\",\"text\":" + quoted(text) + "}}";
    }

    public static String quoted(String text) {
        return Json.write(out -> out.writeString(text));
    }

    /// The first frame of all that came so far, or come soon, of which this is true.
    public Frame await(Predicate<Frame> wanted) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> frames.stream().anyMatch(wanted) || isClosed());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("the frame did not come; the last ones were " + lastFrames());
        }
        return frames.stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() -> new AssertionError("closed with " + closeCode + " (" + failure
                        + ") before the frame came; the last ones were " + lastFrames()));
    }

    private String lastFrames() {
        List<Frame> all = frames();
        StringBuilder text = new StringBuilder();
        for (Frame frame : all.subList(Math.max(0, all.size() - 8), all.size())) {
            String one = frame.text();
            text.append('\n').append(one, 0, Math.min(300, one.length()));
        }
        return text.toString();
    }

    public Frame awaitType(String type) {
        return await(frame -> frame.type().equals(type));
    }

    public Frame awaitEvent(String conversation, long seq) {
        return await(frame -> frame.type().equals("event")
                && frame.text("conversation").equals(conversation)
                && frame.number("seq") == seq);
    }

    public List<Frame> frames() {
        return List.copyOf(frames);
    }

    /// What has come so far, which is forgotten here.
    public List<Frame> takeFrames() {
        synchronized (frames) {
            List<Frame> taken = List.copyOf(frames);
            frames.clear();
            return taken;
        }
    }

    public List<Frame> frames(String type) {
        return frames.stream().filter(frame -> frame.type().equals(type)).toList();
    }

    public List<Frame> events(String conversation) {
        return frames("event").stream()
                .filter(frame -> frame.text("conversation").equals(conversation))
                .toList();
    }

    /// A round trip, so that what was sent before has been worked on by the gateway.
    public void barrier() {
        String id = "b" + ids.incrementAndGet();
        send("{\"type\":\"ping\",\"id\":\"" + id + "\"}");
        answerTo(id);
    }

    public boolean isClosed() {
        return closeCode != null || failure != null;
    }

    public boolean isOpen() {
        return open && !isClosed();
    }

    /// Milliseconds, when the connection ended; far in the future where it has not.
    public long closedAt() {
        return closedAt;
    }

    /// Waits for the server's close.
    public int awaitClose(Duration atMost) {
        Awaitility.await().atMost(atMost).pollInterval(Duration.ofMillis(10)).until(this::isClosed);
        Integer code = closeCode;
        if (code == null) {
            throw new AssertionError("the connection broke instead of being closed", failure);
        }
        return code;
    }

    public int awaitClose() {
        return awaitClose(PATIENCE);
    }

    /// The HTTP status that refused the upgrade.
    public @Nullable Integer refusedWith() {
        return refusedWith;
    }

    public void stopReading() {
        mayRead = new CountDownLatch(1);
    }

    public void readAgain() {
        mayRead.countDown();
    }

    @Override
    public void close() {
        mayRead.countDown();
        socket.close(1000, null);
    }

    /// Without a closing handshake.
    public void cut() {
        mayRead.countDown();
        socket.cancel();
    }

    private static okhttp3.Dispatcher manySockets() {
        okhttp3.Dispatcher dispatcher = new okhttp3.Dispatcher();
        dispatcher.setMaxRequests(10_000);
        dispatcher.setMaxRequestsPerHost(10_000);
        return dispatcher;
    }

    private final class Listener extends WebSocketListener {
        @Override
        public void onOpen(WebSocket opened, Response response) {
            open = true;
        }

        @Override
        public void onMessage(WebSocket from, String text) {
            try {
                mayRead.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Frame frame = new Frame(text, Json.read(text), System.currentTimeMillis());
            synchronized (frames) {
                frames.add(frame);
            }
        }

        @Override
        public void onMessage(WebSocket from, ByteString bytes) {
            failure = new AssertionError("a binary frame came");
        }

        @Override
        public void onClosing(WebSocket from, int code, String reason) {
            closedAt = System.currentTimeMillis();
            closeCode = code;
            from.close(1000, null);
        }

        @Override
        public void onFailure(WebSocket from, Throwable thrown, @Nullable Response response) {
            if (response != null) {
                refusedWith = response.code();
            }
            closedAt = System.currentTimeMillis();
            failure = thrown;
        }
    }
}
