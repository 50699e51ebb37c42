package dev.dewberry.bench.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Part of a byte array that somebody else owns: good only until the next frame is read.
public final class Slice {
    private static final byte[] NOTHING = {};

    byte[] bytes = NOTHING;
    int from;
    int to;

    void set(byte[] owner, int start, int end) {
        bytes = owner;
        from = start;
        to = end;
    }

    void clear() {
        set(NOTHING, 0, 0);
    }

    public boolean isEmpty() {
        return from == to;
    }

    public int length() {
        return to - from;
    }

    public byte at(int index) {
        return bytes[from + index];
    }

    public int hash() {
        int hash = 0x811c9dc5;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i]) * 0x01000193;
        }
        return hash;
    }

    public boolean sameAs(byte[] other) {
        return Arrays.equals(bytes, from, to, other, 0, other.length);
    }

    public boolean is(String ascii) {
        return Json.is(bytes, from, to, ascii);
    }

    /// The decimal number that starts at `index`, or -1 where there is none.
    public long numberAt(int index) {
        long value = 0;
        int p = from + index;
        int first = p;
        for (; p < to && bytes[p] >= '0' && bytes[p] <= '9'; p++) {
            value = value * 10 + (bytes[p] - '0');
        }
        return p == first ? -1 : value;
    }

    public boolean startsWith(byte[] prefix) {
        return length() >= prefix.length && Arrays.equals(bytes, from, from + prefix.length, prefix, 0, prefix.length);
    }

    @Override
    public String toString() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
