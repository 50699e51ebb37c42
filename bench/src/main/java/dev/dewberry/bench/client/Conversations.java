package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds a conversation by the bytes of its id without making a string: open addressing, at most half full.
public final class Conversations {
    private final List<Conversation> all = new ArrayList<>();
    private @Nullable Conversation[] slots = new @Nullable Conversation[1024];

    public Conversation add(String id, long firstSeq, List<Client> members) {
        var conversation = new Conversation(all.size(), id, firstSeq, members);
        all.add(conversation);
        if (all.size() * 2 > slots.length) {
            slots = new @Nullable Conversation[slots.length * 2];
            all.forEach(this::put);
        } else {
            put(conversation);
        }
        return conversation;
    }

    public List<Conversation> all() {
        return Collections.unmodifiableList(all);
    }

    public @Nullable Conversation find(Slice id) {
        int mask = slots.length - 1;
        for (int i = spread(id.hash()) & mask; ; i = (i + 1) & mask) {
            Conversation found = slots[i];
            if (found == null || id.sameAs(found.idBytes())) {
                return found;
            }
        }
    }

    private void put(Conversation conversation) {
        int mask = slots.length - 1;
        int i = spread(hash(conversation.idBytes())) & mask;
        while (slots[i] != null) {
            i = (i + 1) & mask;
        }
        slots[i] = conversation;
    }

    private static int hash(byte[] bytes) {
        int hash = 0x811c9dc5;
        for (byte b : bytes) {
            hash = (hash ^ b) * 0x01000193;
        }
        return hash;
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 15);
    }
}
