package dev.dewberry.bench.client;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A conversation that the load writes to.
///
/// @param index its place in the table of all conversations
/// @param id as the protocol writes it
/// @param idBytes the same as bytes
/// @param firstSeq the `seq` after which the load starts: 0 for a new direct conversation, 1 for a new group
/// @param members the clients in it
public record Conversation(int index, String id, byte[] idBytes, long firstSeq, List<Client> members) {
    public Conversation(int index, String id, long firstSeq, List<Client> members) {
        this(index, id, id.getBytes(StandardCharsets.US_ASCII), firstSeq, List.copyOf(members));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Conversation that && that.id.equals(id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id;
    }

    /// Direct conversations are named by their members, the smaller number first.
    public static String direct(long a, long b) {
        return "d:" + Math.min(a, b) + ":" + Math.max(a, b);
    }
}
