package dev.dewberry.bench.wire;

/// Cuts the server's bytes into WebSocket frames. Without state: what is left over is the caller's to keep.
public final class FrameReader {
    /// The largest frame that the protocol lets a server send.
    public static final int MAX_FRAME = 1 << 20;

    /// Takes whole frames, in order. The bytes are good during the call only.
    public interface Sink {
        void onText(byte[] bytes, int from, int to);

        void onPing(byte[] bytes, int from, int to);

        void onClose(int code);
    }

    private FrameReader() {}

    /// Reads all whole frames of `bytes[from, to)`; returns the index of the first byte that was not used.
    public static int read(byte[] bytes, int from, int to, Sink sink) {
        int p = from;
        while (to - p >= 2) {
            int head = bytes[p] & 0xff;
            int size = bytes[p + 1] & 0x7f;
            if ((bytes[p + 1] & 0x80) != 0) {
                throw new MalformedFrame("a server never masks");
            }
            int start = p + 2;
            if (size == 126) {
                if (to - p < 4) {
                    return p;
                }
                size = (bytes[p + 2] & 0xff) << 8 | bytes[p + 3] & 0xff;
                start = p + 4;
            } else if (size == 127) {
                if (to - p < 10) {
                    return p;
                }
                size = longSize(bytes, p + 2);
                start = p + 10;
            }
            if (to - start < size) {
                return p;
            }
            frame(head, bytes, start, start + size, sink);
            p = start + size;
        }
        return p;
    }

    private static int longSize(byte[] bytes, int at) {
        long size = 0;
        for (int i = 0; i < 8; i++) {
            size = size << 8 | bytes[at + i] & 0xff;
        }
        if (size < 0 || size > MAX_FRAME) {
            throw new MalformedFrame("frame of " + size + " bytes");
        }
        return (int) size;
    }

    private static void frame(int head, byte[] bytes, int from, int to, Sink sink) {
        switch (head) {
            case 0x81 -> sink.onText(bytes, from, to);
            case 0x89 -> sink.onPing(bytes, from, to);
            case 0x8A -> {
                // A pong that nobody asked for is a sign of life, no more.
            }
            case 0x88 -> sink.onClose(to - from >= 2 ? (bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff : 1005);
            default -> throw new MalformedFrame("frame starts with 0x" + Integer.toHexString(head));
        }
    }
}
