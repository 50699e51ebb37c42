package dev.dewberry.message.delivery;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Committed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lets the marks of a conversation through at most once a second: the first at once, later ones
/// together, the highest of each user. What is beyond the bound is dropped, as marks may be.
/// Thread-safe.
public final class MarkCoalescer {

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int CONVERSATIONS = 50_000;

    private final Map<ConversationId, Entry> entries = new LinkedHashMap<>();

    /// @param nanos a monotonic clock
    /// @return the marks to pass on now, empty where they wait for [#due]
    public synchronized List<Committed.Marked> offer(Committed.Marked marked, long nanos) {
        Entry entry = entries.get(marked.conversation());
        if (entry == null) {
            if (entries.size() < CONVERSATIONS) {
                entries.put(marked.conversation(), new Entry(nanos));
                return List.of(marked);
            }
            return List.of();
        }
        entry.waiting.merge(marked.user(), marked, MarkCoalescer::higher);
        return List.of();
    }

    private static Committed.Marked higher(Committed.Marked one, Committed.Marked other) {
        return new Committed.Marked(
                other.conversation(),
                Math.max(one.version(), other.version()),
                other.user(),
                Math.max(one.delivered(), other.delivered()),
                Math.max(one.read(), other.read()));
    }

    /// The marks whose second is over.
    public synchronized List<Committed.Marked> due(long nanos) {
        List<Committed.Marked> due = new ArrayList<>();
        Map<ConversationId, Entry> again = new LinkedHashMap<>();
        // Entries are in the order of their times, so the first that is too young ends it.
        for (Iterator<Map.Entry<ConversationId, Entry>> it = entries.entrySet().iterator(); it.hasNext(); ) {
            Map.Entry<ConversationId, Entry> next = it.next();
            Entry entry = next.getValue();
            if (nanos - entry.since < PERIOD.toNanos()) {
                break;
            }
            it.remove();
            if (!entry.waiting.isEmpty()) {
                due.addAll(entry.waiting.values());
                again.put(next.getKey(), new Entry(nanos));
            }
        }
        entries.putAll(again);
        return due;
    }

    private static final class Entry {
        private final long since;
        private final Map<UserId, Committed.Marked> waiting = new HashMap<>(2);

        Entry(long since) {
            this.since = since;
        }
    }
}
