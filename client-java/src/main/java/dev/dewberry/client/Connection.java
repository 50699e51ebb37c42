package dev.dewberry.client;

import dev.dewberry.protocol.ProtocolException;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrameCodec;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.net.URI;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One try at one address, and the connection that came of it: says `hello`, watches for life. Loop-confined, but for
/// the calls of the transport. After [#close()] it tells its owner nothing any more.
final class Connection implements SocketTransport.Handler {

    private static final Logger LOG = Logger.getLogger(Connection.class.getName());
    private static final Duration PING_ANSWER = Duration.ofSeconds(10);
    private static final Duration GOODBYE = Duration.ofSeconds(1);
    /// A silent connection is asked for a sign of life after half the server's heartbeat, within these bounds.
    private static final int SHORTEST_WATCH_SECONDS = 2;

    private static final int LONGEST_WATCH_SECONDS = 120;
    private static final String HELLO = "hello";

    interface Owner {
        void onFrame(Connection connection, ServerFrame frame);

        /// The server closed it.
        void onClosed(Connection connection, int code);

        /// It broke off, never came about, or shows no sign of life.
        ///
        /// @param retryAfterMillis the pause that an HTTP answer asked for
        void onFailed(Connection connection, @Nullable Long retryAfterMillis);
    }

    private final Loop loop;
    private final URI entry;
    private final boolean background;
    private final Owner owner;
    private SocketTransport.@Nullable Socket socket;
    private @Nullable String token;
    private Loop.Timer timer = Loop.Timer.NONE;
    private Duration lastHeard = Duration.ZERO;
    private int frameBytes;
    private boolean welcome;
    private boolean ended;

    Connection(Loop loop, URI entry, boolean background, Owner owner) {
        this.loop = loop;
        this.entry = entry;
        this.background = background;
        this.owner = owner;
    }

    URI entry() {
        return entry;
    }

    /// The access token that was shown; `null` before that.
    @Nullable
    String token() {
        return token;
    }

    /// Whether the server has welcomed us on it.
    boolean isWelcome() {
        return welcome;
    }

    /// The longest frame that the server takes, in bytes of UTF-8.
    int frameBytes() {
        return frameBytes;
    }

    /// @param patience up to `welcome`
    void open(SocketTransport transport, String token, Duration patience) {
        this.token = token;
        timer = loop.after(patience, () -> owner.onFailed(this, null));
        socket = transport.open(entry, this);
    }

    void welcomed(ServerFrame.Welcome frame) {
        welcome = true;
        frameBytes = frame.frameBytes();
        timer.cancel();
        int half = frame.heartbeatSeconds() / 2;
        watch(Duration.ofSeconds(Math.max(SHORTEST_WATCH_SECONDS, Math.min(half, LONGEST_WATCH_SECONDS))));
    }

    /// @return `false` where the socket takes no more
    boolean send(String frame) {
        return socket != null && socket.send(frame);
    }

    void close() {
        ended = true;
        timer.cancel();
        SocketTransport.Socket leaving = socket;
        if (leaving != null) {
            leaving.close(1000);
            // Not kept waiting for an answer that a dead server never gives.
            loop.after(GOODBYE, leaving::cancel);
        }
    }

    /// Asks for a sign of life where there was none for a while, and gives up where none comes.
    private void watch(Duration interval) {
        timer = loop.after(interval, () -> {
            Duration heardBefore = lastHeard;
            if (loop.uptime().minus(heardBefore).compareTo(interval) < 0) {
                watch(interval);
                return;
            }
            send(ClientFrameCodec.encode(new ClientFrame.Ping(null)));
            timer = loop.after(PING_ANSWER, () -> {
                if (lastHeard.equals(heardBefore)) {
                    owner.onFailed(this, null);
                } else {
                    watch(interval);
                }
            });
        });
    }

    private void take(String text) {
        lastHeard = loop.uptime();
        ServerFrame frame;
        try {
            frame = ServerFrameCodec.decode(text);
        } catch (ProtocolException e) {
            LOG.log(Level.WARNING, "a frame of the server could not be read: {0}", e.getMessage());
            return;
        }
        owner.onFrame(this, frame);
    }

    @Override
    public void onOpen() {
        whileOpen(() -> {
            if (token != null) {
                send(ClientFrameCodec.encode(new ClientFrame.Hello(HELLO, token, background)));
            }
        });
    }

    @Override
    public void onFrame(String frame) {
        whileOpen(() -> take(frame));
    }

    @Override
    public void onClosed(int code) {
        whileOpen(() -> {
            LOG.log(Level.FINE, "closed by the server with {0}", code);
            owner.onClosed(this, code);
        });
    }

    @Override
    public void onFailure(Throwable cause, @Nullable Integer httpStatus, @Nullable Long retryAfterSeconds) {
        whileOpen(() -> {
            LOG.log(Level.FINE, "connection failed", cause);
            boolean asked = httpStatus != null && (httpStatus == 429 || httpStatus == 503);
            owner.onFailed(this, asked ? Futures.millis(retryAfterSeconds) : null);
        });
    }

    private void whileOpen(Runnable task) {
        loop.execute(() -> {
            if (!ended) {
                task.run();
            }
        });
    }
}
