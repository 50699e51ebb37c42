package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.FrameReader;
import dev.dewberry.bench.wire.FrameWriter;
import dev.dewberry.bench.wire.MalformedFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One connection of a client: the upgrade, then frames. No codec stands between the socket and the client.
final class Session extends ChannelInboundHandlerAdapter implements FrameReader.Sink {
    private static final byte[] NOTHING = {};

    private final Client client;
    private final Swarm swarm;
    private final byte[] upgradeRequest;
    private byte[] rest = NOTHING;
    private boolean upgraded;
    private boolean reading;
    private boolean unflushed;
    private long now;
    private String reason = "closed by the server";
    private @Nullable Channel channel;

    Session(Client client, Swarm swarm, byte[] upgradeRequest) {
        this.client = client;
        this.swarm = swarm;
        this.upgradeRequest = upgradeRequest;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        var unused = context.writeAndFlush(
                context.alloc().directBuffer(512).writeBytes(upgradeRequest), context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        now = System.nanoTime();
        ByteBuf in = (ByteBuf) message;
        reading = true;
        try {
            int size = rest.length + in.readableBytes();
            swarm.tally().bytesIn += in.readableBytes();
            byte[] bytes = swarm.workbench().scratch(size, rest);
            in.readBytes(bytes, rest.length, size - rest.length);
            int used = upgraded ? 0 : upgrade(bytes, size);
            used = upgraded ? FrameReader.read(bytes, used, size, this) : used;
            rest = used == size ? NOTHING : Workbench.copy(bytes, used, size);
        } finally {
            in.release();
            reading = false;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (unflushed) {
            unflushed = false;
            context.flush();
        }
    }

    @Override
    public void onText(byte[] bytes, int from, int to) {
        var frame = swarm.workbench().frame;
        frame.parse(bytes, from, to);
        client.frame(this, frame, now);
    }

    @Override
    public void onPing(byte[] bytes, int from, int to) {
        Channel to1 = channel;
        if (to1 != null) {
            queue(to1, swarm.workbench().writer.pong(to1.alloc(), bytes, from, to));
        }
    }

    @Override
    public void onClose(int code) {
        reason = "close " + code;
        close();
    }

    void write(FrameWriter frame) {
        Channel to = channel;
        if (to != null && to.isActive()) {
            swarm.tally().framesOut++;
            queue(to, frame.text(to.alloc()));
        }
    }

    private void queue(Channel to, ByteBuf frame) {
        var unused = to.write(frame, to.voidPromise());
        if (reading) {
            unflushed = true;
        } else {
            to.flush();
        }
    }

    void close() {
        if (channel != null) {
            var unused = channel.close();
        }
    }

    /// Closes as a well-behaved client does.
    void leave() {
        Channel to = channel;
        if (to != null) {
            reason = "left";
            var unused = to.writeAndFlush(swarm.workbench().writer.close(to.alloc(), 1000));
            close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        client.closed(this, reason);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof MalformedFrame) {
            swarm.tally().malformed++;
        }
        reason = String.valueOf(cause.getMessage());
        var unused = context.close();
    }

    /// Reads the answer to the upgrade; returns how many bytes it took, 0 while it is not whole.
    private int upgrade(byte[] bytes, int size) {
        int end = endOfHead(bytes, size);
        if (end < 0) {
            return 0;
        }
        String head = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        if (!head.startsWith("HTTP/1.1 101") || !head.contains(Sockets.ACCEPT)) {
            reason = head.lines().findFirst().orElse("no upgrade");
            close();
            return size;
        }
        upgraded = true;
        client.upgraded(this);
        return end;
    }

    private static int endOfHead(byte[] bytes, int size) {
        for (int i = 3; i < size; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }
}
