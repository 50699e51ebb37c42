package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.FrameWriter;
import dev.dewberry.bench.wire.ServerFrame;
import java.util.Arrays;
import java.util.Random;

/// What all sessions of one event loop share, so that a socket costs little. Event loop only.
final class Workbench {
    final FrameWriter writer;
    final Requests requests;
    final ServerFrame frame = new ServerFrame();
    final ServerFrame entry = new ServerFrame();
    final ServerFrame inner = new ServerFrame();
    final Random random;
    private byte[] scratch = new byte[1 << 16];

    Workbench(long seed) {
        this.writer = new FrameWriter(seed);
        this.requests = new Requests(writer);
        this.random = new Random(seed);
    }

    /// A buffer of at least that size that starts with `rest`.
    byte[] scratch(int size, byte[] rest) {
        if (scratch.length < size) {
            scratch = new byte[Math.max(size, scratch.length * 2)];
        }
        System.arraycopy(rest, 0, scratch, 0, rest.length);
        return scratch;
    }

    static byte[] copy(byte[] from, int start, int end) {
        return Arrays.copyOfRange(from, start, end);
    }
}
