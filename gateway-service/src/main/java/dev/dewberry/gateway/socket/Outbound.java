package dev.dewberry.gateway.socket;

import dev.dewberry.gateway.limit.Ticks;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.ssl.SslHandler;

/// What goes out of one socket: compressed where that was agreed on, flushed once a turn, and watched for
/// progress while the client does not read. While too much waits nothing is read from him either, so that he
/// asks for no more answers. All methods on the event loop.
final class Outbound {

    private final Channel channel;
    private final SocketLoop loop;
    private final boolean compressed;
    private boolean flushing;
    private boolean pushesLost;
    private long progressAt;
    private long bytesToGo;

    Outbound(Channel channel, SocketLoop loop, boolean compressed) {
        this.channel = channel;
        this.loop = loop;
        this.compressed = compressed;
    }

    boolean isCompressed() {
        return compressed;
    }

    /// Whether the client keeps up.
    boolean isFlowing() {
        return channel.isWritable();
    }

    void write(ByteBuf frame) {
        flushLater();
        // A write that fails closes the channel, and that is seen there.
        var unused = channel.write(compress(frame), channel.voidPromise());
    }

    /// @return completes when the bytes have left, or never will
    ChannelFuture writeTracked(ByteBuf frame) {
        ByteBuf smaller = compress(frame);
        flushLater();
        return channel.write(smaller);
    }

    /// Remembers that something was left out, of which the client is told when he reads on.
    void leaveOut() {
        pushesLost = true;
    }

    /// He reads again.
    ///
    /// @return whether something was left out meanwhile
    boolean resume() {
        channel.config().setAutoRead(true);
        boolean lost = pushesLost;
        pushesLost = false;
        return lost;
    }

    /// He does not keep up.
    void stall() {
        progressAt = Ticks.now();
        bytesToGo = channel.bytesBeforeWritable();
        channel.config().setAutoRead(false);
    }

    /// Whether not a byte has left for so long.
    boolean isStuck(long now, long patience) {
        long left = channel.bytesBeforeWritable();
        if (left < bytesToGo) {
            progressAt = now;
        } else if (now - progressAt > patience) {
            return true;
        }
        bytesToGo = left;
        return false;
    }

    /// Forgets all that waits, but for the frame of which a part has left: without its end nothing behind it
    /// could be read. Under TLS nothing is forgotten, since there the parts of one stream wait.
    void forgetWaiting() {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        if (queue == null || channel.pipeline().get(SslHandler.class) != null) {
            return;
        }
        queue.addFlush();
        ByteBuf begun =
                queue.currentProgress() > 0 && queue.current() instanceof ByteBuf frame ? frame.retainedSlice() : null;
        boolean more = true;
        while (more) {
            more = queue.remove();
        }
        if (begun != null) {
            flushLater();
            var unused = channel.write(begun, channel.voidPromise());
        }
    }

    /// The end, whether the peer has said good-bye or not. What the network has, it may deliver. But of whom
    /// something waits here still, he has not read for long, and nothing is kept for him in the kernel either.
    void end() {
        if (queuedBytes() > 0) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
            if (tls != null) {
                // Which itself would wait until there is room for its good-bye.
                var unused = tls.close();
                return;
            }
        }
        var unused = channel.close();
    }

    /// Reads on whatever waits to go out: there is only the peer's own good-bye to come.
    void readOn() {
        channel.config().setAutoRead(true);
    }

    long queuedBytes() {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return queue == null ? 0 : queue.totalPendingWriteBytes();
    }

    void flush() {
        flushing = false;
        channel.flush();
    }

    private void flushLater() {
        if (!flushing) {
            flushing = true;
            loop.flushLater(this);
        }
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
}
