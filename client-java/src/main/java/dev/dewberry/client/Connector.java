package dev.dewberry.client;

import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrameCodec;
import dev.dewberry.protocol.frame.ServerFrame;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Keeps one connection: gets a token, tries addresses, obeys `goaway` and close codes, comes back. Loop-confined. A
/// connection that was ended tells nothing any more, so what it tells is of the current one.
final class Connector implements Connection.Owner {

    /// With a single address there is nothing to fail over to, and a slow server deserves patience.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Loop loop;
    private final SocketTransport transport;
    private final Entries entries;
    private final TokenKeeper tokens;
    private final ClientSettings settings;
    private final Comeback comeback;
    private final Tenant tenant;

    private ConnectionState state = ConnectionState.IDLE;
    private @Nullable Connection current;
    private Loop.Timer reconnect = Loop.Timer.NONE;
    /// A token that the server did not take; the next one is the last that is tried.
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
        Backoff backoff = new Backoff(settings.firstDelay(), settings.longestDelay(), new Random());
        comeback = new Comeback(loop, entries, backoff);
    }

    boolean isOnline() {
        return current != null && current.isWelcome();
    }

    /// Online, and the server takes new sends.
    boolean takesSends() {
        return isOnline() && !goingAway;
    }

    /// The longest frame that the server takes, in bytes of UTF-8.
    int frameBytes() {
        return current == null ? 0 : current.frameBytes();
    }

    void connect() {
        if (state != ConnectionState.CONNECTING && state != ConnectionState.ONLINE && state != ConnectionState.CLOSED) {
            comeback.reset();
            refusedToken = null;
            open();
        }
    }

    void stop(ConnectionState end) {
        if (state != ConnectionState.CLOSED) {
            reconnect.cancel();
            end();
            move(end);
        }
    }

    /// @return `false` where there is no connection that takes it
    boolean send(ClientFrame frame) {
        return send(ClientFrameCodec.encode(frame));
    }

    /// The same, for a frame that was encoded already.
    boolean send(String frame) {
        return current != null && isOnline() && current.send(frame);
    }

    /// The connection owes an answer, so it is as good as gone.
    void giveUp() {
        if (current != null) {
            lost(current, null, false);
        }
    }

    private void open() {
        reconnect.cancel();
        goingAway = false;
        move(ConnectionState.CONNECTING);
        Connection attempt = new Connection(loop, entries.current(), settings.background(), this);
        current = attempt;
        // A known token comes at once, a fresh one later; in both cases on the loop.
        Futures.onEnd(
                tokens.token(refusedToken),
                token -> {
                    if (attempt == current) {
                        attempt.open(transport, token, entries.count() == 1 ? PATIENCE : settings.attemptTimeout());
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
        Verdict verdict = Verdict.ofTokenFailure(failure, !tokens.hasSession());
        if (verdict == Verdict.SIGN_IN) {
            move(ConnectionState.SIGN_IN_NEEDED);
        } else if (verdict == Verdict.BANNED) {
            move(ConnectionState.BANNED);
        } else {
            waitFor(comeback.afterRefusal(failure.retryAfterMillis()));
        }
    }

    /// @param askedMillis the pause that the server asked for, if it did
    /// @param backsOff the server does not want us back soon
    private void lost(Connection connection, @Nullable Long askedMillis, boolean backsOff) {
        if (connection != current) {
            return;
        }
        boolean wasOnline = isOnline();
        end();
        if (wasOnline && goingAway) {
            // The return is planned already.
            move(ConnectionState.WAITING);
        } else if (wasOnline) {
            waitFor(comeback.afterLoss(backsOff));
        } else {
            waitFor(comeback.afterFailure(connection.entry(), askedMillis));
        }
    }

    /// @param delay `null` or none: at once
    private void waitFor(@Nullable Duration delay) {
        if (delay == null || delay.isZero()) {
            open();
        } else {
            move(ConnectionState.WAITING);
            reconnect = loop.after(delay, this::open);
        }
    }

    /// Ends the connection, not what is planned after it.
    private void end() {
        Connection connection = current;
        boolean wasOnline = isOnline();
        current = null;
        if (connection != null) {
            connection.close();
        }
        if (wasOnline) {
            tenant.onLost();
        }
    }

    @Override
    public void onFailed(Connection connection, @Nullable Long retryAfterMillis) {
        lost(connection, retryAfterMillis, false);
    }

    @Override
    public void onClosed(Connection connection, int code) {
        Verdict verdict = Verdict.ofClose(code);
        switch (verdict) {
            case SIGN_IN -> unauthenticated(connection);
            case BANNED -> stop(ConnectionState.BANNED);
            case REPLACED -> stop(ConnectionState.REPLACED);
            case COME_BACK, BACK_OFF -> lost(connection, null, verdict == Verdict.BACK_OFF);
        }
    }

    /// The token was refused: another one is tried once; refused again, the user has to sign in.
    private void unauthenticated(Connection connection) {
        boolean wasOnline = isOnline();
        if (refusedToken != null && !wasOnline) {
            tokens.forget();
            stop(ConnectionState.SIGN_IN_NEEDED);
            return;
        }
        reconnect.cancel();
        end();
        refusedToken = connection.token();
        waitFor(wasOnline ? comeback.afterRevocation() : Duration.ZERO);
    }

    @Override
    public void onFrame(Connection connection, ServerFrame frame) {
        if (!isOnline()) {
            opening(connection, frame);
            return;
        }
        if (frame instanceof ServerFrame.Goaway goaway) {
            goaway(goaway);
        }
        tenant.onFrame(frame);
    }

    private void opening(Connection connection, ServerFrame frame) {
        if (frame instanceof ServerFrame.Welcome welcome) {
            connection.welcomed(welcome);
            comeback.welcomed();
            refusedToken = null;
            move(ConnectionState.ONLINE);
            tenant.onWelcome(welcome);
        } else if (frame instanceof ServerFrame.Error error) {
            if (error.code() == ErrorCode.UNAUTHENTICATED) {
                unauthenticated(connection);
            } else if (error.code() == ErrorCode.FORBIDDEN) {
                stop(ConnectionState.BANNED);
            } else {
                lost(connection, error.retryAfterMs(), false);
            }
        } else if (frame instanceof ServerFrame.Goaway goaway) {
            end();
            waitFor(comeback.afterGoaway(goaway.retryAfterMinMs(), goaway.retryAfterMaxMs()));
        }
    }

    private void goaway(ServerFrame.Goaway goaway) {
        goingAway = true;
        reconnect.cancel();
        Duration delay = comeback.afterGoaway(goaway.retryAfterMinMs(), goaway.retryAfterMaxMs());
        reconnect = loop.after(delay, () -> {
            end();
            open();
        });
    }

    private void move(ConnectionState next) {
        if (state != next) {
            state = next;
            tenant.onState(next);
        }
    }
}
