package dev.dewberry.client;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.PresenceItem;
import dev.dewberry.protocol.frame.ServerFrame;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Tells the listener, on the callback executor, and writes down what it has had. For a slow listener, events are
/// counted, and of what only the newest counts of, only the newest waits. Loop-confined.
final class Teller {

    private final Loop loop;
    private final Executor callbacks;
    private final Listener listener;
    private final ClientStore store;
    private final Marks marks;
    private final Backlog untold;
    private final boolean reportDelivered;
    private final Latest<ServerFrame.Mark> latestMarks;
    private final Latest<ServerFrame.Typing> latestTyping;
    private final Latest<PresenceItem> latestPresence;
    private int epochs;

    /// @param untold counts the events that the listener has not had yet
    Teller(
            Loop loop,
            Executor callbacks,
            Listener listener,
            ClientStore store,
            Marks marks,
            Backlog untold,
            boolean reportDelivered) {
        this.loop = loop;
        this.callbacks = callbacks;
        this.listener = listener;
        this.store = store;
        this.marks = marks;
        this.untold = untold;
        this.reportDelivered = reportDelivered;
        latestMarks = new Latest<>(
                callbacks, mark -> List.of(mark.conversation(), mark.user()), all -> all.forEach(listener::onMark));
        latestTyping = new Latest<>(
                callbacks,
                typing -> List.of(typing.conversation(), typing.user()),
                all -> all.forEach(listener::onTyping));
        latestPresence = new Latest<>(callbacks, PresenceItem::user, listener::onPresence);
    }

    /// An event in its place.
    void event(Event event, @Nullable UserId me) {
        boolean own = me != null && me.equals(event.from());
        int epoch = epochs;
        untold.add(event);
        callbacks.execute(() -> {
            try {
                listener.onEvent(event);
            } finally {
                untold.remove(event);
                store.saveSeq(event.conversation(), event.seq());
            }
            if (reportDelivered && !own) {
                loop.execute(() -> {
                    // In a restored log the same number may be another event, one that has not arrived yet.
                    if (epoch == epochs) {
                        marks.raise(event.conversation(), event.seq(), 0);
                    }
                });
            }
        });
    }

    void conversation(ConversationItem item) {
        marks.confirmed(item);
        callbacks.execute(() -> {
            if (item.left()) {
                store.removeSeq(item.conversation());
                listener.onLeft(item.conversation());
            } else {
                listener.onConversation(item);
            }
        });
    }

    /// The cache is void: dropped after what the listener still had of the former epoch was saved. The new epoch is
    /// written down last, so that a crash in between drops it again and not never.
    void epoch(String epoch) {
        epochs++;
        callbacks.execute(() -> {
            store.dropCache();
            store.saveEpoch(epoch);
            listener.onEpochChanged();
        });
    }

    void synced() {
        listener.onSynced();
    }

    void state(ConnectionState state) {
        callbacks.execute(() -> listener.onState(state));
    }

    void refused(StoredSend send, DewberryException reason) {
        callbacks.execute(() -> listener.onSendFailed(send, reason));
    }

    void mark(ServerFrame.Mark mark) {
        latestMarks.tell(List.of(mark));
    }

    void typing(ServerFrame.Typing typing) {
        latestTyping.tell(List.of(typing));
    }

    void presence(ServerFrame.Presence presence) {
        latestPresence.tell(presence.items());
    }
}
