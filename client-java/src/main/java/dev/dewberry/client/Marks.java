package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ConversationItem;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// One's own marks. They are never answered, so each is kept until a sync shows that the server has it, and told
/// again after `welcome` and `resync`. Several in a row become one, and many conversations are spread over time.
/// Loop-confined.
final class Marks {

    private static final Duration TICK = Duration.ofMillis(100);
    /// Two frames each at most: half of what the server takes for a flood, so that the user's own sends fit in.
    private static final int PER_TICK = 5;

    private final Loop loop;
    private final Connector connector;
    private final ClientStore store;
    private final Map<ConversationId, StoredMark> marks;
    private final Set<ConversationId> untold = new LinkedHashSet<>();
    private boolean ticking;

    Marks(Loop loop, Connector connector, ClientStore store) {
        this.loop = loop;
        this.connector = connector;
        this.store = store;
        marks = new HashMap<>(store.marks());
    }

    void raise(ConversationId conversation, long delivered, long read) {
        StoredMark before = marks.getOrDefault(conversation, StoredMark.NONE);
        StoredMark mark = before.raised(delivered, read);
        if (mark.equals(before)) {
            return;
        }
        marks.put(conversation, mark);
        store.saveMark(conversation, mark);
        untold.add(conversation);
        tick();
    }

    /// After `welcome` and `resync`.
    void repeat() {
        untold.addAll(marks.keySet());
        tick();
    }

    void confirmed(ConversationItem item) {
        StoredMark mark = marks.get(item.conversation());
        if (mark != null && (item.left() || item.deliveredSeq() >= mark.delivered() && item.readSeq() >= mark.read())) {
            marks.remove(item.conversation());
            untold.remove(item.conversation());
            store.removeMark(item.conversation());
        }
    }

    void clear() {
        marks.clear();
        untold.clear();
    }

    private void tick() {
        if (!ticking && !untold.isEmpty() && connector.isOnline()) {
            ticking = true;
            loop.after(TICK, this::tell);
        }
    }

    private void tell() {
        ticking = false;
        Iterator<ConversationId> next = untold.iterator();
        for (int i = 0; i < PER_TICK && next.hasNext(); i++) {
            ConversationId conversation = next.next();
            StoredMark mark = marks.getOrDefault(conversation, StoredMark.NONE);
            boolean told = mark.delivered() <= mark.read()
                    || connector.send(new ClientFrame.Delivered(conversation, mark.delivered()));
            told &= mark.read() == 0 || connector.send(new ClientFrame.Read(conversation, mark.read()));
            if (!told) {
                return;
            }
            next.remove();
        }
        tick();
    }
}
