package dev.dewberry.systemtests.traffic;

import java.nio.charset.StandardCharsets;

/// Where a conversation belongs, as docs/architecture.md has it.
public final class Partition {

    /// The default of `dewberry.bus.partitions`.
    public static final int COUNT = 8;

    private Partition() {}

    /// 64-bit FNV-1a of the name.
    public static int of(String conversation) {
        long hash = 0xcbf29ce484222325L;
        for (byte one : conversation.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (one & 0xff)) * 0x100000001b3L;
        }
        return (int) Long.remainderUnsigned(hash, COUNT);
    }
}
