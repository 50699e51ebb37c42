package dev.dewberry.chat;

import dev.dewberry.protocol.ConversationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The conversations by when something last came of them. Thread-safe: each access is one call of [#with] or [#find].
final class Conversations {

    private final Map<ConversationId, Conversation> byId = new HashMap<>();
    /// The last one is the newest.
    private final List<ConversationId> order = new ArrayList<>();
    /// The one on the screen.
    private @Nullable ConversationId open;

    /// Works on one conversation, which is made if we did not know it.
    synchronized <T> T with(ConversationId id, Function<Conversation, T> work) {
        return work.apply(byId.computeIfAbsent(id, unknown -> {
            order.addFirst(unknown);
            return new Conversation(unknown);
        }));
    }

    synchronized <T extends @Nullable Object> List<T> map(Function<Conversation, T> work) {
        List<T> result = new ArrayList<>();
        for (ConversationId id : order.reversed()) {
            Conversation conversation = byId.get(id);
            if (conversation != null) {
                result.add(work.apply(conversation));
            }
        }
        return result;
    }

    synchronized @Nullable ConversationId open() {
        return open;
    }

    synchronized void open(ConversationId id) {
        open = id;
    }

    synchronized boolean isOpen(ConversationId id) {
        return open != null && open.equals(id);
    }

    synchronized void toTop(ConversationId id) {
        order.remove(id);
        order.addLast(id);
    }

    synchronized void remove(ConversationId id) {
        byId.remove(id);
        order.remove(id);
        if (isOpen(id)) {
            open = null;
        }
    }

    /// The one on the screen stays there.
    synchronized void clear() {
        byId.clear();
        order.clear();
    }
}
