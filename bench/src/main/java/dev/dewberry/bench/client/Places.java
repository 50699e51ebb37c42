package dev.dewberry.bench.client;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// How far one client has come in each of its conversations. Event loop only.
final class Places {
    private final Map<Conversation, Place> all = new HashMap<>(4);
    // Most clients are in one conversation, or hear the same one again: no look-up then.
    private @Nullable Conversation latest;
    private @Nullable Place latestPlace;

    Place of(Conversation conversation) {
        Place found = latestPlace;
        if (found != null && conversation.equals(latest)) {
            return found;
        }
        found = all.computeIfAbsent(conversation, c -> new Place(c.firstSeq()));
        latest = conversation;
        latestPlace = found;
        return found;
    }

    /// On a new connection live events may repeat what came by the last one.
    void newConnection() {
        all.values().forEach(place -> place.live = 0);
    }

    void forEach(BiConsumer<Conversation, Place> action) {
        all.forEach(action);
    }
}
