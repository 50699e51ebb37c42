package dev.dewberry.gateway.command;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Signal;
import java.util.HashMap;
import java.util.Map;

/// Collects `read` and `delivered` for a moment: of many marks of one user in one conversation only the
/// highest matters. Bounded: past that new ones are dropped, and the client repeats them. Thread-safe.
public final class Marks {

    private static final int MAX = 20_000;

    private final CommandBus bus;
    private Map<Key, Signal.Marks> waiting = new HashMap<>();

    public Marks(CommandBus bus) {
        this.bus = bus;
    }

    public void read(UserId user, ConversationId conversation, long seq) {
        raise(new Signal.Marks(user, conversation, seq, seq));
    }

    public void delivered(UserId user, ConversationId conversation, long seq) {
        raise(new Signal.Marks(user, conversation, seq, 0));
    }

    private synchronized void raise(Signal.Marks mark) {
        Key key = new Key(mark.user(), mark.conversation());
        if (waiting.size() < MAX || waiting.containsKey(key)) {
            waiting.merge(key, mark, Marks::highest);
        }
    }

    /// Passes on what has come together.
    public void flush() {
        Map<Key, Signal.Marks> now;
        synchronized (this) {
            if (waiting.isEmpty()) {
                return;
            }
            now = waiting;
            waiting = new HashMap<>();
        }
        now.values().forEach(bus::add);
    }

    private static Signal.Marks highest(Signal.Marks one, Signal.Marks other) {
        return new Signal.Marks(
                one.user(),
                one.conversation(),
                Math.max(one.delivered(), other.delivered()),
                Math.max(one.read(), other.read()));
    }

    private record Key(UserId user, ConversationId conversation) {}
}
