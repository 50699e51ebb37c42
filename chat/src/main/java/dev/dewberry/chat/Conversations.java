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

    synchronized void toTop(ConversationId id) {
        order.remove(id);
        order.addLast(id);
    }

    synchronized void remove(ConversationId id) {
        byId.remove(id);
        order.remove(id);
    }

    synchronized void clear() {
        byId.clear();
        order.clear();
    }
}
