package dev.dewberry.gateway.session;

import dev.dewberry.gateway.limit.FloodMeter;
import dev.dewberry.gateway.limit.LimitSettings;
import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.gateway.limit.TokenBucket;
import dev.dewberry.gateway.socket.ClientSocket;
import dev.dewberry.gateway.socket.FrameReceiver;
import dev.dewberry.platform.security.ClientIdentity;
import dev.dewberry.protocol.CloseCode;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.BadFrame;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ClientFrameCodec;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A client behind a socket: who he is, what he waits for. Made with the socket, before he has said who he
/// is. Everything happens on the socket's event loop, but for the getters of volatile fields.
public final class Session implements FrameReceiver {

    private enum State {
        NEW,
        GREETING,
        WELCOME,
        OVER
    }

    /// How long a `send` may wait. The sweep adds a second at most, and 10 s are promised.
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(8);

    /// Spread, so that those who were refused together do not come again together.
    private static final long BUSY_RETRY_MILLIS = 500;

    private static final long BUSY_SPREAD_MILLIS = 1000;

    private final ClientSocket socket;
    private final SessionNode node;
    private final PendingSends pending = new PendingSends();
    private final TokenBucket sends = new TokenBucket();
    private final FloodMeter flood = new FloodMeter();
    private State state = State.NEW;
    private boolean background;
    private boolean leaving;
    private int queries;
    private long requests;

    private volatile @Nullable ClientIdentity identity;
    private volatile long order = Long.MAX_VALUE;
    private volatile Presence presence = Presence.ONLINE;

    public Session(ClientSocket socket, SessionNode node) {
        this.socket = socket;
        this.node = node;
    }

    public ClientSocket socket() {
        return socket;
    }

    /// The number of the connection in [dev.dewberry.protocol.bus.Origin].
    public long connection() {
        return socket.id();
    }

    /// Known from the registration on. From any thread.
    public ClientIdentity identity() {
        ClientIdentity known = identity;
        if (known == null) {
            throw new IllegalStateException("nobody has said hello yet");
        }
        return known;
    }

    public UserId user() {
        return identity().user();
    }

    /// Rises with each session that is welcomed; before that it is the largest number. From any thread.
    public long order() {
        return order;
    }

    /// From any thread.
    public Presence presence() {
        return presence;
    }

    /// Only the registry sets it, so that what is told of the user is what counts.
    void presence(Presence now) {
        presence = now;
    }

    public boolean isWelcome() {
        return state == State.WELCOME;
    }

    /// Whether nobody is looking: typing and presence are not sent then.
    public boolean isBackground() {
        return background;
    }

    public PendingSends pending() {
        return pending;
    }

    @Override
    public void onText(String text) {
        LimitSettings limits = node.limits();
        if (flood.isFlood(Ticks.now(), limits.sendsPerSecond() * limits.floodFactor(), limits.floodSeconds())) {
            socket.fail(CloseCode.TOO_FAST);
            return;
        }
        try {
            ClientFrame frame = ClientFrameCodec.decode(text);
            node.metrics().received(frame);
            onFrame(frame);
        } catch (BadFrame bad) {
            node.metrics().bad();
            if (bad.isMalformed()) {
                socket.fail(CloseCode.MALFORMED);
            } else {
                error(bad.id(), bad.code(), bad.getMessage(), null);
            }
        }
    }

    private void onFrame(ClientFrame frame) {
        switch (frame) {
            case ClientFrame.Ping ping ->
                socket.answer(ServerFrameCodec.pong(
                        new ServerFrame.Pong(ping.id(), node.clock().millis())));
            case ClientFrame.Hello hello when state == State.NEW -> greet(hello);
            case ClientFrame.Hello second -> socket.fail(CloseCode.MALFORMED);
            default -> {
                if (state == State.WELCOME) {
                    node.frames().onFrame(this, frame);
                } else if (state == State.NEW) {
                    socket.fail(CloseCode.UNAUTHENTICATED);
                } else if (frame instanceof ClientFrame.Request request) {
                    error(request.id(), ErrorCode.UNAUTHENTICATED, "wait for the welcome", null);
                }
            }
        }
    }

    private void greet(ClientFrame.Hello hello) {
        state = State.GREETING;
        background = hello.background();
        presence = background ? Presence.AWAY : Presence.ONLINE;
        socket.greeted();
        node.greeter().greet(this, hello);
    }

    /// The token was good.
    void identify(ClientIdentity who) {
        identity = who;
    }

    /// The route is in effect: from here on events are passed on to this client.
    void welcome(String frame) {
        if (state == State.GREETING && socket.isOpen()) {
            socket.answer(frame);
            order = node.registry().nextOrder();
            state = State.WELCOME;
        }
    }

    /// Takes one send from what the client may do.
    ///
    /// @return 0, or the milliseconds to wait
    public long tryTakeSend() {
        LimitSettings limits = node.limits();
        long wait = sends.take(Ticks.now(), 1_000_000_000L / limits.sendsPerSecond(), limits.sendBurst());
        if (wait > 0) {
            node.metrics().rateLimited();
        }
        return wait == 0 ? 0 : 1 + TimeUnit.NANOSECONDS.toMillis(wait);
    }

    /// Whether sends wait too long already for one more to be of use.
    public boolean isCongested() {
        boolean congested = node.congestion().isStanding(Ticks.now());
        if (congested) {
            node.metrics().congested();
        }
        return congested;
    }

    public boolean tryBeginQuery() {
        if (queries >= node.limits().queriesPerSocket()) {
            node.metrics().rateLimited();
            return false;
        }
        queries++;
        return true;
    }

    public void endQuery() {
        queries--;
    }

    /// Remembers a send until its outcome comes, or its time is over.
    public Pending expect(String id, ConversationId conversation, String clientId) {
        long now = Ticks.now();
        Pending send = new Pending(++requests, id, conversation, clientId, now, now + PATIENCE);
        pending.add(send);
        node.congestion().begun(now);
        node.metrics().pendingChanged(1);
        return send;
    }

    public @Nullable Pending takePending(long number) {
        return counted(pending.take(number));
    }

    public @Nullable Pending takePending(ConversationId conversation, String clientId) {
        return counted(pending.take(conversation, clientId));
    }

    private @Nullable Pending counted(@Nullable Pending taken) {
        if (taken != null) {
            node.metrics().pendingChanged(-1);
            node.congestion().ended(taken.began(), Ticks.now());
        }
        return taken;
    }

    public void ack(Pending send, long seq, String event, long at, boolean duplicate) {
        socket.answer(
                ServerFrameCodec.ack(new ServerFrame.Ack(send.id(), send.conversation(), seq, event, at, duplicate)));
    }

    public void busy(String id, String message) {
        long wait = BUSY_RETRY_MILLIS + ThreadLocalRandom.current().nextLong(BUSY_SPREAD_MILLIS);
        error(id, ErrorCode.BUSY, message, wait);
    }

    public void error(@Nullable String id, ErrorCode code, String message, @Nullable Long retryAfterMs) {
        socket.answer(ServerFrameCodec.error(id, code, message, retryAfterMs));
    }

    /// The gateway goes: what comes from now on is not accepted any more.
    public void leave(String goaway) {
        if (state == State.WELCOME && !leaving) {
            leaving = true;
            socket.answer(goaway);
        }
    }

    public boolean isLeaving() {
        return leaving;
    }

    @Override
    public void onSweep(long now) {
        for (Pending send = pending.takeOverdue(now); send != null; send = pending.takeOverdue(now)) {
            node.metrics().pendingChanged(-1);
            node.congestion().abandoned(1);
            node.metrics().overdue();
            busy(send.id(), "the outcome is not known yet");
        }
    }

    @Override
    public void onClosed(@Nullable CloseCode code) {
        boolean wasWelcome = state == State.WELCOME;
        state = State.OVER;
        node.metrics().pendingChanged(-pending.size());
        node.congestion().abandoned(pending.size());
        if (identity != null) {
            node.registry().remove(this);
        }
        if (wasWelcome) {
            node.frames().onClosed(this);
        }
    }
}
