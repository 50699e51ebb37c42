package dev.dewberry.platform.bus;

import dev.dewberry.protocol.ConversationId;
import java.nio.charset.StandardCharsets;

/// Which partition a conversation is in: 64-bit FNV-1a (Fowler, Noll, Vo) of its UTF-8 text modulo the
/// count.
public record Partitions(int count) {

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    public int of(ConversationId conversation) {
        long hash = OFFSET;
        for (byte b : conversation.toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        return (int) Long.remainderUnsigned(hash, count);
    }
}
