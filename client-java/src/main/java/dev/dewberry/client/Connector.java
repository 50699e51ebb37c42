package dev.dewberry.client;

import dev.dewberry.protocol.CloseCode;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.ProtocolException;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrameCodec;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Keeps one connection: tries addresses, says `hello`, watches for life, obeys `goaway` and close codes, comes
/// back. Loop-confined.
final class Connector {

    private static final Logger LOG = Logger.getLogger(Connector.class.getName());
    /// With a single address there is nothing to fail over to, and a slow server deserves patience.
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PING_ANSWER = Duration.ofSeconds(10);
    private static final String HELLO = "hello";

    /// Whoever lives on the connection.
    interface Tenant {
        void onWelcome(ServerFrame.Welcome welcome);

        void onFrame(ServerFrame frame);

        /// The connection is gone; requests under way get no answer.
        void onLost();

        void onState(ConnectionState state);
    }

    private final Loop loop;
    private final SocketTransport transport;
    private final Entries entries;
    private final TokenKeeper tokens;
    private final ClientSettings settings;
    private final Backoff backoff;
    private final Tenant tenant;

    private ConnectionState state = ConnectionState.IDLE;
    private @Nullable Attempt current;
    private Loop.Timer reconnect = Loop.Timer.NONE;
    private int failedInARow;
    private @Nullable String refusedToken;
    private boolean goingAway;

    Connector(
            Loop loop,
            SocketTransport transport,
            Entries entries,
            TokenKeeper tokens,
            ClientSettings settings,
            Tenant tenant) {
        this.loop = loop;
        this.transport = transport;
        this.entries = entries;
        this.tokens = tokens;
        this.settings = settings;
        this.tenant = tenant;
        // Not the cryptographic one: jitter is no secret.
        backoff = new Backoff(settings.firstDelay(), settings.longestDelay(), new Random());
    }

    boolean isOnline() {
        return current != null && current.welcomed;
    }

    /// Online, and the server takes new sends.
    boolean takesSends() {
        return isOnline() && !goingAway;
    }

    void connect() {
        if (state != ConnectionState.CONNECTING && state != ConnectionState.ONLINE && state != ConnectionState.CLOSED) {
            failedInARow = 0;
            backoff.reset();
            refusedToken = null;
            open();
        }
    }

    void stop(ConnectionState end) {
        if (state != ConnectionState.CLOSED) {
            end(true);
            move(end);
        }
    }

    /// @return `false` where there is no connection that takes it
    boolean send(ClientFrame frame) {
        return current != null && isOnline() && current.send(frame);
    }

    /// The connection owes an answer, so it is as good as gone.
    void giveUp() {
        if (current != null) {
            lost(current, null);
        }
    }

    private void open() {
        reconnect.cancel();
        reconnect = Loop.Timer.NONE;
        goingAway = false;
        move(ConnectionState.CONNECTING);
        Attempt attempt = new Attempt(entries.current());
        current = attempt;
        // A known token comes at once, a fresh one later; in both cases on the loop.
        Futures.onEnd(
                tokens.token(refusedToken),
                token -> {
                    if (attempt == current) {
                        attempt.open(token);
                    }
                },
                failure -> {
                    if (attempt == current) {
                        tokenFailed(Futures.asDewberry(failure));
                    }
                });
    }

    private void tokenFailed(DewberryException failure) {
        current = null;
        ErrorCode code = failure.protocolCode();
        boolean refused = failure.code().equals(DewberryException.SIGN_IN_NEEDED)
                || code == ErrorCode.BAD_CREDENTIALS
                || code == ErrorCode.UNAUTHENTICATED;
        if (refused) {
            move(ConnectionState.SIGN_IN_NEEDED);
        } else if (code == ErrorCode.FORBIDDEN) {
            move(ConnectionState.BANNED);
        } else {
            Long wait = failure.retryAfterMillis();
            waitFor(wait == null ? backoff.next() : backoff.next(wait));
        }
    }

    private void welcomed(Attempt attempt, ServerFrame.Welcome welcome) {
        attempt.timer.cancel();
        failedInARow = 0;
        backoff.reset();
        refusedToken = null;
        attempt.welcomed = true;
        attempt.watch(Duration.ofSeconds(Math.max(2, welcome.heartbeatSeconds() / 2)));
        move(ConnectionState.ONLINE);
        tenant.onWelcome(welcome);
    }

    /// @param asked the pause that the server asked for, if it did
    private void lost(Attempt attempt, @Nullable Duration asked) {
        if (attempt != current) {
            return;
        }
        boolean wasOnline = isOnline();
        boolean returnIsPlanned = wasOnline && goingAway;
        end(false);
        if (returnIsPlanned) {
            move(ConnectionState.WAITING);
            return;
        }
        if (asked == null && !wasOnline) {
            entries.failed(attempt.entry);
            failedInARow++;
            if (failedInARow % entries.count() != 0) {
                open();
                return;
            }
        }
        waitFor(asked == null ? backoff.next() : asked);
    }

    private void waitFor(Duration delay) {
        move(ConnectionState.WAITING);
        reconnect = loop.after(delay, this::open);
    }

    /// Ends the connection, not what is planned after it.
    private void end(boolean planToo) {
        if (planToo) {
            reconnect.cancel();
        }
        Attempt attempt = current;
        boolean wasOnline = isOnline();
        current = null;
        if (attempt != null) {
            attempt.close();
        }
        if (wasOnline) {
            tenant.onLost();
        }
    }

    private void closed(Attempt attempt, int code) {
        if (attempt != current) {
            return;
        }
        LOG.log(Level.FINE, "closed by the server with {0}", code);
        if (code == CloseCode.UNAUTHENTICATED.code()) {
            unauthenticated(attempt);
        } else if (code == CloseCode.BANNED.code()) {
            stop(ConnectionState.BANNED);
        } else if (code == CloseCode.TOO_MANY_SOCKETS.code()) {
            stop(ConnectionState.REPLACED);
        } else {
            if (code == CloseCode.TOO_BIG.code() || code == CloseCode.MALFORMED.code()) {
                LOG.log(Level.SEVERE, "the server closed with {0}: a bug of this SDK, please report it", code);
                backoff.harder();
            } else if (code == CloseCode.TOO_FAST.code()) {
                backoff.harder();
            }
            lost(attempt, null);
        }
    }

    /// The token was refused: another one is tried once; refused again, the user has to sign in.
    private void unauthenticated(Attempt attempt) {
        if (refusedToken != null && !isOnline()) {
            tokens.forget();
            stop(ConnectionState.SIGN_IN_NEEDED);
            return;
        }
        String refused = attempt.token;
        end(true);
        refusedToken = refused;
        open();
    }

    private void goaway(ServerFrame.Goaway goaway) {
        goingAway = true;
        reconnect.cancel();
        Duration delay = backoff.within(goaway.retryAfterMinMs(), goaway.retryAfterMaxMs());
        reconnect = loop.after(delay, () -> {
            end(false);
            open();
        });
    }

    private void move(ConnectionState next) {
        if (state != next) {
            state = next;
            tenant.onState(next);
        }
    }

    /// One try at one address, and the connection that came of it.
    private final class Attempt implements SocketTransport.Handler {
        private final URI entry;
        private SocketTransport.@Nullable Socket socket;
        private @Nullable String token;
        private boolean welcomed;
        private Loop.Timer timer = Loop.Timer.NONE;
        private Duration lastHeard = Duration.ZERO;

        Attempt(URI entry) {
            this.entry = entry;
        }

        void open(String token) {
            this.token = token;
            timer = loop.after(entries.count() == 1 ? PATIENCE : settings.attemptTimeout(), () -> lost(this, null));
            socket = transport.open(entry, this);
        }

        boolean send(ClientFrame frame) {
            return socket != null && socket.send(ClientFrameCodec.encode(frame));
        }

        void close() {
            timer.cancel();
            if (socket != null) {
                socket.close(1000);
                // Not kept waiting for an answer that a dead server never gives.
                SocketTransport.Socket leaving = socket;
                loop.after(Duration.ofSeconds(1), leaving::cancel);
            }
        }

        /// Asks for a sign of life where there was none for a while, and gives up where none comes.
        void watch(Duration interval) {
            timer = loop.after(interval, () -> {
                Duration heardBefore = lastHeard;
                if (loop.uptime().minus(heardBefore).compareTo(interval) < 0) {
                    watch(interval);
                    return;
                }
                send(new ClientFrame.Ping(null));
                timer = loop.after(PING_ANSWER, () -> {
                    if (lastHeard.equals(heardBefore)) {
                        lost(this, null);
                    } else {
                        watch(interval);
                    }
                });
            });
        }

        private void take(String text) {
            if (this != current) {
                return;
            }
            lastHeard = loop.uptime();
            ServerFrame frame;
            try {
                frame = ServerFrameCodec.decode(text);
            } catch (ProtocolException e) {
                LOG.log(Level.WARNING, "a frame of the server could not be read: {0}", e.getMessage());
                return;
            }
            if (!isOnline()) {
                opening(frame);
            } else if (frame instanceof ServerFrame.Goaway goaway) {
                goaway(goaway);
                tenant.onFrame(frame);
            } else {
                tenant.onFrame(frame);
            }
        }

        private void opening(ServerFrame frame) {
            if (frame instanceof ServerFrame.Welcome welcome) {
                welcomed(this, welcome);
            } else if (frame instanceof ServerFrame.Error error) {
                if (error.code() == ErrorCode.UNAUTHENTICATED) {
                    unauthenticated(this);
                } else {
                    Long wait = error.retryAfterMs();
                    lost(this, wait == null ? null : backoff.next(wait));
                }
            } else if (frame instanceof ServerFrame.Goaway goaway) {
                lost(this, backoff.within(goaway.retryAfterMinMs(), goaway.retryAfterMaxMs()));
            }
        }

        @Override
        public void onOpen() {
            loop.execute(() -> {
                if (this == current && token != null) {
                    send(new ClientFrame.Hello(HELLO, token, settings.background()));
                }
            });
        }

        @Override
        public void onFrame(String frame) {
            loop.execute(() -> take(frame));
        }

        @Override
        public void onClosed(int code) {
            loop.execute(() -> closed(this, code));
        }

        @Override
        public void onFailure(Throwable cause, @Nullable Integer httpStatus, @Nullable Long retryAfterSeconds) {
            loop.execute(() -> {
                LOG.log(Level.FINE, "connection failed", cause);
                if (httpStatus != null && (httpStatus == 429 || httpStatus == 503) && this == current) {
                    Long millis = retryAfterSeconds == null ? null : retryAfterSeconds * 1000;
                    lost(this, entries.count() > 1 || millis == null ? null : backoff.next(millis));
                } else {
                    lost(this, null);
                }
            });
        }
    }
}
