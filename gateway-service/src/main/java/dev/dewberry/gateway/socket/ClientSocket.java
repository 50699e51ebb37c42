package dev.dewberry.gateway.socket;

import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.protocol.CloseCode;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/// The server's end of one WebSocket: bounded writing, heartbeat, closing. All methods on its event loop.
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
    private final boolean compressed;
    private final @Nullable String address;
    private final long openedAt = Ticks.now();
    private final FrameReceiver receiver;

    /// Where the loop keeps this socket.
    int index;

    private State state = State.OPEN;
    private boolean greeted;
    private boolean pinged;
    private boolean flushing;
    private boolean pushesLost;
    private long lastSign = openedAt;
    private long closingAt;
    private long progressAt;
    private long bytesToGo;

    ClientSocket(
            Channel channel,
            SocketLoop loop,
            boolean compressed,
            @Nullable String address,
            FrameReceiver.Factory receivers) {
        this.channel = channel;
        this.loop = loop;
        this.compressed = compressed;
        this.address = address;
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
        greeted = true;
    }

    public void answer(String json) {
        if (state == State.OPEN) {
            write(Frames.text(loop.allocator(), json));
        }
    }

    /// An answer in parts, which together are UTF-8 of one JSON object.
    ///
    /// @return completes when the bytes have left, or never will; `null` where nothing was written
    public @Nullable ChannelFuture answer(byte[]... parts) {
        if (state != State.OPEN) {
            return null;
        }
        ByteBuf frame = compress(Frames.text(loop.allocator(), parts));
        flushLater();
        return channel.write(frame);
    }

    public void push(String json) {
        if (canPush()) {
            write(Frames.text(loop.allocator(), json));
        }
    }

    public void push(SharedFrame frame) {
        if (canPush()) {
            write(frame.bytes(compressed));
        }
    }

    /// Tells the client that events may have been left out, now or as soon as he reads on.
    public void resync() {
        if (state != State.OPEN) {
            return;
        }
        if (!channel.isWritable()) {
            pushesLost = true;
            return;
        }
        loop.node().metrics().resync();
        write(Frames.text(loop.allocator(), RESYNC));
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
        finish(code, Frames.close(loop.allocator(), code));
    }

    void onText(String text) {
        if (state == State.OPEN) {
            receiver.onText(text);
        }
    }

    void onSign() {
        lastSign = Ticks.now();
        pinged = false;
    }

    void onPing(ByteBuf payload) {
        if (state == State.OPEN) {
            write(Frames.pong(loop.allocator(), payload));
        }
    }

    /// The peer's close frame: answered by the same code where we did not close first, and then there is no
    /// more to come.
    void onClose(int code) {
        if (state == State.OPEN) {
            finish(null, Frames.close(loop.allocator(), code, ""));
        }
        flush();
        ignore(channel.writeAndFlush(loop.allocator().ioBuffer(0)).addListener(ChannelFutureListener.CLOSE));
    }

    /// Something outside the protocol, such as broken framing: its own close code.
    void violate(int code, String reason) {
        if (state == State.OPEN) {
            loop.node().failures().failed(address, Ticks.now());
            finish(CloseCode.MALFORMED, Frames.close(loop.allocator(), code, reason));
        }
    }

    void onInactive() {
        if (state == State.CLOSED) {
            return;
        }
        boolean wasOpen = state == State.OPEN;
        state = State.CLOSED;
        loop.remove(this);
        loop.node().closed(compressed);
        loop.node().release();
        if (wasOpen) {
            receiver.onClosed(null);
        }
    }

    void onWritabilityChanged() {
        if (state != State.OPEN) {
            return;
        }
        if (channel.isWritable()) {
            channel.config().setAutoRead(true);
            // Nothing was read meanwhile, so silence was not the client's doing.
            onSign();
            if (pushesLost) {
                pushesLost = false;
                resync();
            }
        } else {
            progressAt = Ticks.now();
            bytesToGo = channel.bytesBeforeWritable();
            channel.config().setAutoRead(false);
        }
    }

    void sweep(long now) {
        SocketSettings settings = loop.node().settings();
        if (state == State.CLOSING) {
            if (now - closingAt > settings.closeGrace().toNanos()) {
                ignore(channel.close());
            }
        } else if (!greeted && now - openedAt > settings.helloWithin().toNanos()) {
            fail(CloseCode.TIMEOUT);
        } else if (!channel.isWritable()) {
            sweepStalled(now, settings.stalledFor().toNanos());
        } else {
            sweepSilent(now - lastSign, settings.heartbeat().toNanos());
        }
        if (state == State.OPEN) {
            receiver.onSweep(now);
        }
    }

    long queuedBytes() {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return queue == null ? 0 : queue.totalPendingWriteBytes();
    }

    void flush() {
        flushing = false;
        channel.flush();
    }

    private void sweepStalled(long now, long patience) {
        long left = channel.bytesBeforeWritable();
        if (left < bytesToGo) {
            progressAt = now;
        } else if (now - progressAt > patience) {
            close(CloseCode.DOES_NOT_READ);
            return;
        }
        bytesToGo = left;
    }

    private void sweepSilent(long silence, long heartbeat) {
        if (silence > heartbeat + heartbeat / 2) {
            close(CloseCode.TIMEOUT);
        } else if (silence > heartbeat && !pinged) {
            pinged = true;
            write(Frames.ping(loop.allocator()));
        }
    }

    private boolean canPush() {
        if (state != State.OPEN) {
            return false;
        }
        if (!channel.isWritable()) {
            pushesLost = true;
            loop.node().metrics().dropped();
            return false;
        }
        return true;
    }

    /// Says good-bye, and goes on reading, but only for the peer's own close frame: closing at once could
    /// destroy ours on the way.
    private void finish(@Nullable CloseCode code, ByteBuf closeFrame) {
        write(closeFrame);
        state = State.CLOSING;
        closingAt = Ticks.now();
        channel.config().setAutoRead(true);
        receiver.onClosed(code);
    }

    private void write(ByteBuf frame) {
        flushLater();
        // A write that fails closes the channel, and that is seen there.
        ignore(channel.write(compress(frame), channel.voidPromise()));
    }

    private ByteBuf compress(ByteBuf frame) {
        if (!compressed || frame.readableBytes() < loop.node().settings().compressAbove() || isDeflated(frame)) {
            return frame;
        }
        ByteBuf smaller = loop.deflate().deflate(loop.allocator(), frame);
        if (smaller == null) {
            return frame;
        }
        frame.release();
        return smaller;
    }

    private static boolean isDeflated(ByteBuf frame) {
        return (frame.getByte(frame.readerIndex()) & 0x40) != 0;
    }

    private void flushLater() {
        if (!flushing) {
            flushing = true;
            loop.flushLater(this);
        }
    }

    private static void ignore(ChannelFuture outcome) {
        // Named for the reader: whatever becomes of the write, the channel tells its handler.
        assert outcome != null;
    }
}
