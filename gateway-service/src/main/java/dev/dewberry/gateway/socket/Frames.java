package dev.dewberry.gateway.socket;

import dev.dewberry.protocol.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/// Encodes a server's WebSocket frames (RFC 6455, section 5.2): whole, unmasked. One buffer holds header and
/// payload, so that a frame is one write, and can be shared by many sockets.
public final class Frames {

    private static final int FINAL = 0x80;
    private static final int DEFLATED = 0x40;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int MAX_HEADER = 10;

    private Frames() {}

    public static ByteBuf text(ByteBufAllocator allocator, String json) {
        int bytes = ByteBufUtil.utf8Bytes(json);
        ByteBuf frame = allocator.ioBuffer(bytes + MAX_HEADER);
        header(frame, FINAL | TEXT, bytes);
        ByteBufUtil.reserveAndWriteUtf8(frame, json, bytes);
        return frame;
    }

    /// @param parts UTF-8 that together is one JSON object; they are copied, not released
    public static ByteBuf text(ByteBufAllocator allocator, byte[]... parts) {
        int bytes = 0;
        for (byte[] part : parts) {
            bytes += part.length;
        }
        ByteBuf frame = allocator.ioBuffer(bytes + MAX_HEADER);
        header(frame, FINAL | TEXT, bytes);
        for (byte[] part : parts) {
            frame.writeBytes(part);
        }
        return frame;
    }

    /// A text frame whose payload was compressed by permessage-deflate.
    static ByteBuf deflated(ByteBufAllocator allocator, byte[] payload, int length) {
        ByteBuf frame = allocator.ioBuffer(length + MAX_HEADER);
        header(frame, FINAL | DEFLATED | TEXT, length);
        return frame.writeBytes(payload, 0, length);
    }

    static ByteBuf ping(ByteBufAllocator allocator) {
        ByteBuf frame = allocator.ioBuffer(2);
        header(frame, FINAL | PING, 0);
        return frame;
    }

    static ByteBuf pong(ByteBufAllocator allocator, ByteBuf payload) {
        ByteBuf frame = allocator.ioBuffer(2 + payload.readableBytes());
        header(frame, FINAL | PONG, payload.readableBytes());
        return frame.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }

    static ByteBuf close(ByteBufAllocator allocator, CloseCode code) {
        return close(allocator, code.code(), code.reason());
    }

    static ByteBuf close(ByteBufAllocator allocator, int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        ByteBuf frame = allocator.ioBuffer(4 + text.length);
        header(frame, FINAL | CLOSE, 2 + text.length);
        return frame.writeShort(code).writeBytes(text);
    }

    /// Where the payload of a frame that was made here begins.
    static int payloadOffset(ByteBuf frame) {
        int length = frame.getByte(frame.readerIndex() + 1) & 0x7f;
        return frame.readerIndex() + (length == 127 ? 10 : length == 126 ? 4 : 2);
    }

    private static void header(ByteBuf frame, int first, int length) {
        frame.writeByte(first);
        if (length < 126) {
            frame.writeByte(length);
        } else if (length < 1 << 16) {
            frame.writeByte(126).writeShort(length);
        } else {
            frame.writeByte(127).writeLong(length);
        }
    }
}
