package dev.dewberry.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Builds client frames: JSON text into a buffer used again and again, then header, mask and masked bytes into a
/// [ByteBuf]. Not thread-safe: one per event loop.
public final class FrameWriter {
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PONG = 0xA;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;

    private byte[] json = new byte[4096];
    private int length;
    private long random;

    public FrameWriter(long seed) {
        this.random = seed | 1;
    }

    public FrameWriter start() {
        length = 0;
        return this;
    }

    /// Appends ASCII text as it is: the caller answers for its escapes.
    public FrameWriter ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            json[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    public FrameWriter bytes(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, json, length, text.length);
        length += text.length;
        return this;
    }

    public FrameWriter number(long value) {
        reserve(20);
        if (value < 0) {
            throw new IllegalArgumentException("not negative: " + value);
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            json[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    public FrameWriter fill(char with, int count) {
        reserve(count);
        Arrays.fill(json, length, length + Math.max(0, count), (byte) with);
        length += Math.max(0, count);
        return this;
    }

    public ByteBuf text(ByteBufAllocator allocator) {
        return frame(allocator, TEXT, json, 0, length);
    }

    public ByteBuf pong(ByteBufAllocator allocator, byte[] payload, int from, int to) {
        return frame(allocator, PONG, payload, from, to);
    }

    public ByteBuf close(ByteBufAllocator allocator, int code) {
        byte[] payload = {(byte) (code >> 8), (byte) code};
        return frame(allocator, CLOSE, payload, 0, 2);
    }

    private ByteBuf frame(ByteBufAllocator allocator, int opcode, byte[] payload, int from, int to) {
        int size = to - from;
        ByteBuf out = allocator.directBuffer(size + 14);
        out.writeByte(FINAL | opcode);
        if (size < 126) {
            out.writeByte(MASKED | size);
        } else if (size < 65536) {
            out.writeByte(MASKED | 126).writeShort(size);
        } else {
            out.writeByte(MASKED | 127).writeLong(size);
        }
        int mask = nextMask();
        out.writeInt(mask);
        masked(out, payload, from, to, mask);
        return out;
    }

    private static void masked(ByteBuf out, byte[] payload, int from, int to, int mask) {
        int p = from;
        for (; p + 4 <= to; p += 4) {
            int word = (payload[p] & 0xff) << 24
                    | (payload[p + 1] & 0xff) << 16
                    | (payload[p + 2] & 0xff) << 8
                    | payload[p + 3] & 0xff;
            out.writeInt(word ^ mask);
        }
        for (int shift = 24; p < to; p++, shift -= 8) {
            out.writeByte(payload[p] ^ (mask >>> shift));
        }
    }

    private int nextMask() {
        // xorshift: real masks, as browsers send them, so that the server has to undo them.
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return (int) random;
    }

    private void reserve(int more) {
        if (length + more > json.length) {
            json = Arrays.copyOf(json, Math.max(json.length * 2, length + more));
        }
    }

    @Override
    public String toString() {
        return new String(json, 0, length, StandardCharsets.UTF_8);
    }
}
