package dev.dewberry.gateway.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// permessage-deflate (RFC 7692) without context takeover in both directions. As nothing is kept between two
/// messages, one deflater and one inflater serve all sockets of a thread, instead of 90 KB for each socket.
/// Not thread-safe; lives as long as its thread.
public final class Deflate {

    /// What a sender cuts off a message and a receiver puts back (RFC 7692, section 7.2.1).
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private static final int LEVEL = 6;

    private final Deflater deflater = new Deflater(LEVEL, true);
    private final Inflater inflater = new Inflater(true);

    /// @param frame a plain text frame of [Frames]; stays the caller's
    /// @return the same message as a compressed frame, or `null` where that is not smaller
    public @Nullable ByteBuf deflate(ByteBufAllocator allocator, ByteBuf frame) {
        int offset = Frames.payloadOffset(frame);
        byte[] payload = ByteBufUtil.getBytes(frame, offset, frame.writerIndex() - offset);
        byte[] out = new byte[payload.length];
        deflater.reset();
        deflater.setInput(payload);
        int length = 0;
        while (length < out.length) {
            int n = deflater.deflate(out, length, out.length - length, Deflater.SYNC_FLUSH);
            if (n == 0) {
                break;
            }
            length += n;
        }
        // A full buffer may be a message that was cut: it was not worth it anyway.
        return length >= out.length ? null : Frames.deflated(allocator, out, length - TAIL.length);
    }

    /// @return the message, or `null` where it has more than `maxBytes`
    /// @throws DataFormatException where it is no deflated data
    byte @Nullable [] inflate(ByteBuf message, int maxBytes) throws DataFormatException {
        byte[] in = Arrays.copyOf(ByteBufUtil.getBytes(message), message.readableBytes() + TAIL.length);
        System.arraycopy(TAIL, 0, in, in.length - TAIL.length, TAIL.length);
        inflater.reset();
        inflater.setInput(in);
        byte[] out = new byte[Math.min(maxBytes + 1, Math.max(256, in.length * 4))];
        int length = 0;
        while (true) {
            int n = inflater.inflate(out, length, out.length - length);
            length += n;
            if (length > maxBytes) {
                return null;
            }
            if (n == 0 || inflater.finished()) {
                return Arrays.copyOf(out, length);
            }
            if (length == out.length) {
                out = Arrays.copyOf(out, Math.min(maxBytes + 1, out.length * 2));
            }
        }
    }
}
