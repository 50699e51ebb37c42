package dev.dewberry.gateway.socket;

import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.protocol.CloseCode;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import org.jspecify.annotations.Nullable;

/// The server's end of one WebSocket, from the upgrade to the close. All methods on its event loop.
///
/// Two kinds of frames go out. *Answers* are never left out; while they pile up nothing more is read, so no
/// more of them are asked for. *Pushes* (events, marks, typing, presence) are left out above the high water
/// mark, and one `resync` says so when the client has read on.
public final class ClientSocket {

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private static final String RESYNC = ServerFrameCodec.resync(new ServerFrame.Resync(null));

    private final Channel channel;
    private final SocketLoop loop;
    private final long id;
    private final @Nullable String address;
    private final Outbound out;
    private final LifeSigns signs = new LifeSigns();
    private final FrameReceiver receiver;

    /// Where the loop keeps this socket.
    int index;

    private State state = State.OPEN;
    private long closingAt;

    ClientSocket(
            Channel channel,
            SocketLoop loop,
            boolean compressed,
            @Nullable String address,
            FrameReceiver.Factory receivers) {
        this.channel = channel;
        this.loop = loop;
        this.address = address;
        this.out = new Outbound(channel, loop, compressed);
        this.id = loop.node().nextId();
        this.receiver = receivers.open(this);
        loop.add(this);
        loop.node().opened(compressed);
        loop.node().metrics().opened();
    }

    /// Never used again by this gateway, and rising.
    public long id() {
        return id;
    }

    public SocketLoop loop() {
        return loop;
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /// The client has said who he is: from here on only silence closes the socket.
    public void greeted() {
        signs.greeted();
    }

    public void answer(String json) {
        if (state == State.OPEN) {
            out.write(Frames.text(loop.allocator(), json));
        }
    }

    /// An answer in parts, which together are UTF-8 of one JSON object.
    ///
    /// @return completes when the bytes have left, or never will; `null` where nothing was written
    public @Nullable ChannelFuture answer(byte[]... parts) {
        return state == State.OPEN ? out.writeTracked(Frames.text(loop.allocator(), parts)) : null;
    }

    public void push(String json) {
        if (canPush()) {
            out.write(Frames.text(loop.allocator(), json));
        }
    }

    public void push(SharedFrame frame) {
        if (canPush()) {
            out.write(frame.bytes(out.isCompressed()));
        }
    }

    private boolean canPush() {
        if (state != State.OPEN) {
            return false;
        }
        if (!out.isFlowing()) {
            out.leaveOut();
            loop.node().metrics().dropped();
            return false;
        }
        return true;
    }

    /// Tells the client that events may have been left out, now or as soon as he reads on.
    public void resync() {
        if (state != State.OPEN) {
            return;
        }
        if (!out.isFlowing()) {
            out.leaveOut();
            return;
        }
        loop.node().metrics().resync();
        out.write(Frames.text(loop.allocator(), RESYNC));
    }

    /// Closes for a fault of the client, which is counted against his address.
    public void fail(CloseCode code) {
        loop.node().failures().failed(address, Ticks.now());
        close(code);
    }

    public void close(CloseCode code) {
        if (state != State.OPEN) {
            return;
        }
        loop.node().metrics().closing(code);
        state = State.CLOSING;
        if (code == CloseCode.DOES_NOT_READ) {
            // His next sync brings it. So the code comes next to what the network has of it already.
            out.forgetWaiting();
        }
        finish(code, Frames.close(loop.allocator(), code));
    }

    /// Ends it without a word: there is no memory for one.
    public void abandon() {
        out.end();
    }

    /// Something outside the protocol, such as broken framing: its own close code.
    void violate(int code, String reason) {
        if (state == State.OPEN) {
            loop.node().failures().failed(address, Ticks.now());
            finish(CloseCode.MALFORMED, Frames.close(loop.allocator(), code, reason));
        }
    }

    /// Says good-bye, and goes on reading, but only for the peer's own close frame: closing at once could
    /// destroy ours on the way.
    private void finish(@Nullable CloseCode code, ByteBuf closeFrame) {
        state = State.CLOSING;
        closingAt = Ticks.now();
        out.write(closeFrame);
        out.readOn();
        receiver.onClosed(code);
    }

    void onText(String text) {
        if (state == State.OPEN) {
            receiver.onText(text);
        }
    }

    void onSign() {
        signs.heard();
    }

    void onPing(ByteBuf payload) {
        if (state == State.OPEN) {
            out.write(Frames.pong(loop.allocator(), payload));
        }
    }

    /// The peer's close frame: answered by the same code where we did not close first, and then there is no
    /// more to come.
    void onClose(int code) {
        if (state == State.OPEN) {
            finish(null, Frames.close(loop.allocator(), code, ""));
        }
        out.flush();
        var unused = channel.writeAndFlush(loop.allocator().ioBuffer(0)).addListener(ChannelFutureListener.CLOSE);
    }

    void onInactive() {
        if (state == State.CLOSED) {
            return;
        }
        boolean wasOpen = state == State.OPEN;
        state = State.CLOSED;
        loop.remove(this);
        loop.node().closed(out.isCompressed());
        loop.node().release();
        if (wasOpen) {
            receiver.onClosed(null);
        }
    }

    void onWritabilityChanged() {
        if (state != State.OPEN) {
            return;
        }
        if (!out.isFlowing()) {
            out.stall();
            return;
        }
        boolean lost = out.resume();
        // Nothing was read meanwhile, so silence was not the client's doing.
        signs.heard();
        if (lost) {
            resync();
        }
    }

    void sweep(long now) {
        if (state == State.OPEN) {
            sweepOpen(now, loop.node().settings());
        } else if (now - closingAt > loop.node().settings().closeGrace().toNanos()) {
            out.end();
        }
        if (state == State.OPEN) {
            receiver.onSweep(now);
        }
    }

    private void sweepOpen(long now, SocketSettings settings) {
        if (signs.isHelloOverdue(now, settings.helloWithin().toNanos())) {
            fail(CloseCode.TIMEOUT);
        } else if (!out.isFlowing()) {
            if (out.isStuck(now, settings.stalledFor().toNanos())) {
                close(CloseCode.DOES_NOT_READ);
            }
        } else {
            switch (signs.due(now, settings.heartbeat().toNanos())) {
                case GOODBYE -> close(CloseCode.TIMEOUT);
                case PING -> out.write(Frames.ping(loop.allocator()));
                case NOTHING -> {
                    // He was heard of lately.
                }
            }
        }
    }

    long queuedBytes() {
        return out.queuedBytes();
    }
}
