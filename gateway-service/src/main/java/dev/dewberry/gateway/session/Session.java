package dev.dewberry.gateway.session;

import dev.dewberry.gateway.limit.Ticks;
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

    private final ClientSocket socket;
    private final SessionNode node;
    private final OpenSends sends;
    private final Allowance allowance;
    private State state = State.NEW;
    private boolean background;
    private boolean dismissed;

    private volatile boolean leaving;
    private volatile long lastRequest = Ticks.now();
    private volatile @Nullable ClientIdentity identity;
    private volatile long order = Long.MAX_VALUE;
    private volatile Presence presence = Presence.ONLINE;

    public Session(ClientSocket socket, SessionNode node) {
        this.socket = socket;
        this.node = node;
        this.sends = new OpenSends(node.congestion(), node.disturbance(), node.metrics(), Ticks::now);
        this.allowance = new Allowance(node);
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

    /// Whether nobody is looking: typing and presence are not sent then. Known from the registration on.
    public boolean isBackground() {
        return background;
    }

    /// When he last asked for something, or came, in [Ticks]. From any thread.
    public long lastRequest() {
        return lastRequest;
    }

    public Allowance allowance() {
        return allowance;
    }

    @Override
    public void onText(String text) {
        if (allowance.isFlood()) {
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
                    lastRequest = Ticks.now();
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

    /// Remembers a send until its outcome comes, or its time is over.
    public Pending expect(String id, ConversationId conversation, String clientId) {
        return sends.expect(id, conversation, clientId);
    }

    public @Nullable Pending takePending(long number) {
        return sends.take(number);
    }

    /// The same for one for which those behind had no room.
    public @Nullable Pending takeRefused(long number) {
        return sends.takeRefused(number);
    }

    public @Nullable Pending takePending(ConversationId conversation, String clientId) {
        return sends.take(conversation, clientId);
    }

    public void ack(Pending send, long seq, String event, long at, boolean duplicate) {
        node.metrics().acked(duplicate);
        socket.answer(
                ServerFrameCodec.ack(new ServerFrame.Ack(send.id(), send.conversation(), seq, event, at, duplicate)));
    }

    public void busy(String id, String message) {
        error(id, ErrorCode.BUSY, message, allowance.retryAfterMillis());
    }

    public void error(@Nullable String id, ErrorCode code, String message, @Nullable Long retryAfterMs) {
        node.metrics().error(code);
        socket.answer(ServerFrameCodec.error(id, code, message, retryAfterMs));
    }

    /// The client has to go: what comes from now on is not accepted any more.
    public void leave(String goaway) {
        if (state == State.WELCOME && !leaving) {
            leaving = true;
            socket.answer(goaway);
        }
    }

    /// From any thread.
    public boolean isLeaving() {
        return leaving;
    }

    /// Closes the socket of a client who was told to go, as soon as everything is answered that was accepted.
    public void dismiss() {
        dismissed = leaving;
        closeIfDone();
    }

    private void closeIfDone() {
        if (dismissed && sends.isEmpty()) {
            socket.close(CloseCode.UNAVAILABLE);
        }
    }

    /// Outcomes may have been left out, and the requests themselves: the client is told to ask again now, and not
    /// when their time is over. What was committed all the same is found to be a duplicate then.
    public void onOutcomesLost() {
        sends.giveUpAll(this::busyWithOutcomeOpen);
        closeIfDone();
    }

    private void busyWithOutcomeOpen(Pending send) {
        busy(send.id(), "the outcome is not known yet");
    }

    @Override
    public void onSweep(long now) {
        sends.giveUpOverdue(now, this::busyWithOutcomeOpen);
        closeIfDone();
    }

    @Override
    public void onClosed(@Nullable CloseCode code) {
        boolean wasWelcome = state == State.WELCOME;
        state = State.OVER;
        sends.abandon();
        if (identity != null) {
            node.registry().remove(this);
        }
        if (wasWelcome) {
            node.frames().onClosed(this);
        }
    }
}
