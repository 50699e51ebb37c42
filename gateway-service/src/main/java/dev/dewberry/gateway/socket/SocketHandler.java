package dev.dewberry.gateway.socket;

import dev.dewberry.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/// The client's end of one WebSocket: puts fragments together, inflates, checks that text is text.
final class SocketHandler extends ChannelInboundHandlerAdapter {

    private static final int PROTOCOL_ERROR = 1002;
    private static final char REPLACEMENT = '\ufffd';

    private final ClientSocket socket;
    private final SocketLoop loop;
    private final boolean compression;
    private @Nullable ByteBuf partial;
    private boolean partialDeflated;

    SocketHandler(ClientSocket socket, boolean compression) {
        this.socket = socket;
        this.loop = socket.loop();
        this.compression = compression;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof WebSocketFrame frame) {
                socket.onSign();
                onFrame(frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onFrame(WebSocketFrame frame) {
        switch (frame) {
            case CloseWebSocketFrame close -> socket.onClose(close.statusCode() < 0 ? 1000 : close.statusCode());
            case PingWebSocketFrame ping -> socket.onPing(ping.content());
            case TextWebSocketFrame text -> onData(text, (text.rsv() & 4) != 0);
            case ContinuationWebSocketFrame more -> onData(more, partialDeflated);
            case BinaryWebSocketFrame binary -> socket.fail(CloseCode.MALFORMED);
            default -> {
                // A pong, which is a sign of life and nothing else.
            }
        }
    }

    private void onData(WebSocketFrame frame, boolean deflated) {
        if (!socket.isOpen()) {
            return;
        }
        if (frame.rsv() != 0 && !(compression && frame.rsv() == 4)) {
            socket.violate(PROTOCOL_ERROR, "reserved bits");
        } else if (partial == null && frame.isFinalFragment()) {
            onMessage(frame.content(), deflated);
        } else {
            onFragment(frame.content(), deflated, frame.isFinalFragment());
        }
    }

    private void onFragment(ByteBuf part, boolean deflated, boolean last) {
        ByteBuf whole = partial;
        if (whole == null) {
            whole = Unpooled.buffer(part.readableBytes());
            partial = whole;
            partialDeflated = deflated;
        }
        if (whole.readableBytes() + part.readableBytes() > loop.node().maxFrameBytes()) {
            forgetPartial();
            socket.fail(CloseCode.TOO_BIG);
            return;
        }
        whole.writeBytes(part);
        if (last) {
            partial = null;
            onMessage(whole, partialDeflated);
            whole.release();
        }
    }

    private void onMessage(ByteBuf message, boolean deflated) {
        if (!deflated) {
            onText(message);
            return;
        }
        try {
            byte[] inflated = loop.deflate().inflate(message, loop.node().maxFrameBytes());
            if (inflated == null) {
                socket.fail(CloseCode.TOO_BIG);
            } else {
                onText(Unpooled.wrappedBuffer(inflated));
            }
        } catch (DataFormatException notDeflated) {
            socket.fail(CloseCode.MALFORMED);
        }
    }

    private void onText(ByteBuf message) {
        String text = message.toString(StandardCharsets.UTF_8);
        // Broken UTF-8 shows as a replacement character; only then is it worth while to look whether it was
        // one from the start.
        if (text.indexOf(REPLACEMENT) >= 0 && !ByteBufUtil.isText(message, StandardCharsets.UTF_8)) {
            socket.fail(CloseCode.MALFORMED);
            return;
        }
        socket.onText(text);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        socket.onWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forgetPartial();
        socket.onInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            if (corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
                socket.fail(CloseCode.TOO_BIG);
            } else {
                socket.violate(PROTOCOL_ERROR, "broken frame");
            }
            return;
        }
        // A reset connection, for the most part: nothing can be told to that client any more.
        var unused = context.close();
    }

    private void forgetPartial() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }
}
