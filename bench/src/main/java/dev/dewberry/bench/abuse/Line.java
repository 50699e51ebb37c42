package dev.dewberry.bench.abuse;

import dev.dewberry.bench.client.Sockets;
import dev.dewberry.bench.wire.FrameReader;
import dev.dewberry.bench.wire.FrameWriter;
import dev.dewberry.bench.wire.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One connection of an offender: writes whatever bytes it is told to and counts what comes back. Event loop only.
public final class Line extends ChannelInboundHandlerAdapter implements FrameReader.Sink {
    private static final byte[] NOTHING = {};
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final Offence offence;
    private final Sockets sockets;
    private final Answers answers;
    private final FrameWriter writer;
    private final ServerFrame frame;
    private final Runnable gone;
    private byte[] rest = NOTHING;
    private boolean upgraded;
    private boolean told;
    private boolean over;
    private boolean unwanted;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> chore;

    /// @param gone is run once, when it is over
    Line(Offence offence, Sockets sockets, Answers answers, FrameWriter writer, ServerFrame frame, Runnable gone) {
        this.offence = offence;
        this.sockets = sockets;
        this.answers = answers;
        this.writer = writer;
        this.frame = frame;
        this.gone = gone;
    }

    void upgrade() {
        raw(sockets.upgradeRequest());
    }

    /// A part of the request for an upgrade, and no more.
    void halfAnUpgrade() {
        byte[] whole = sockets.upgradeRequest();
        raw(Arrays.copyOf(whole, whole.length / 2));
    }

    void hello(String token) {
        text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + token + "\"}");
    }

    void text(String json) {
        Channel to = channel;
        if (to != null) {
            var unused = to.writeAndFlush(
                    writer.start().bytes(json.getBytes(StandardCharsets.UTF_8)).text(to.alloc()));
        }
    }

    void raw(byte[] bytes) {
        Channel to = channel;
        if (to != null) {
            var unused = to.writeAndFlush(Unpooled.wrappedBuffer(bytes));
        }
    }

    void stopReading() {
        Channel of = channel;
        if (of != null) {
            of.config().setAutoRead(false);
        }
    }

    /// Does something again and again for as long as there is a connection.
    void every(long millis, Runnable what) {
        Channel on = channel;
        if (on != null) {
            chore = on.eventLoop().scheduleAtFixedRate(what, 0, millis, TimeUnit.MILLISECONDS);
        }
    }

    /// Gives up waiting for an end from the other side.
    void closeAfter(long millis, String answer) {
        Channel on = channel;
        if (on != null) {
            chore = on.eventLoop()
                    .schedule(
                            () -> {
                                told(answer);
                                close();
                            },
                            millis,
                            TimeUnit.MILLISECONDS);
        }
    }

    /// Without a word, and without anything left behind in the kernel.
    void close() {
        unwanted = true;
        Channel of = channel;
        if (of != null && of.isOpen()) {
            of.config().setOption(ChannelOption.SO_LINGER, 0);
            var unused = of.close();
        }
    }

    private void told(String answer) {
        if (!told) {
            told = true;
            answers.count(answer);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        if (unwanted) {
            close();
        } else {
            offence.connected(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            int size = rest.length + in.readableBytes();
            byte[] bytes = Arrays.copyOf(rest, size);
            in.readBytes(bytes, rest.length, size - rest.length);
            int used = upgraded ? 0 : head(bytes, size);
            used = upgraded ? FrameReader.read(bytes, used, size, this) : used;
            rest = used == size ? NOTHING : Arrays.copyOfRange(bytes, used, size);
        } finally {
            in.release();
        }
    }

    private int head(byte[] bytes, int size) {
        int end = endOfHead(bytes, size);
        if (end < 0) {
            return 0;
        }
        String status = new String(bytes, 9, 3, StandardCharsets.ISO_8859_1);
        if (!status.equals("101")) {
            told("HTTP " + status);
            close();
            return size;
        }
        upgraded = true;
        answers.count("upgraded");
        offence.upgraded(this);
        return end;
    }

    private static int endOfHead(byte[] bytes, int size) {
        for (int end = 12; end <= size; end++) {
            if (Arrays.equals(bytes, end - 4, end, END_OF_HEAD, 0, 4)) {
                return end;
            }
        }
        return -1;
    }

    @Override
    public void onText(byte[] bytes, int from, int to) {
        frame.parse(bytes, from, to);
        switch (frame.type()) {
            case WELCOME -> {
                answers.count("welcome");
                offence.welcomed(this);
            }
            case ERROR -> answers.count("error " + frame.code());
            case ACK -> answers.count("ack");
            case EVENT, EVENTS, CONVERSATIONS, MARK, TYPING, PRESENCE, PONG, RESYNC, GOAWAY, OTHER -> {
                // Told to everybody, and of no interest here.
            }
        }
    }

    @Override
    public void onPing(byte[] bytes, int from, int to) {
        // Offenders give no signs of life.
    }

    @Override
    public void onClose(int code) {
        told("close " + code);
        close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        told("cut off");
        over();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        told("cut off");
        close();
    }

    /// There was no connection at all.
    void failed(String reason) {
        told("not connected");
        over();
    }

    private void over() {
        if (!over) {
            over = true;
            if (chore != null) {
                chore.cancel(false);
            }
            gone.run();
        }
    }
}
