package dev.dewberry.gateway.command;

import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Signal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Collects `read` and `delivered`: of many marks of one user in one conversation only the highest
/// matters. The first goes out with the next [#flush], those that follow it a second after it, and
/// never more than [#A_FLUSH] together, the longest waiting first: in a large group everybody confirms
/// every event, and messages come before marks.
///
/// While messages wait too long all marks wait, too, and go on rising.
///
/// Bounded: past that new ones are dropped, and the client repeats them. Thread-safe.
public final class Marks {

    /// Marks in one flush; with five flushes a second, 2,000 a second of one gateway.
    static final int A_FLUSH = 400;

    private static final int MAX = 20_000;
    private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

    private final Consumer<Signal.Marks> bus;
    private final Precedence precedence;
    /// In the order in which they came.
    private final Map<Key, Signal.Marks> waiting = new LinkedHashMap<>();
    /// When marks went out within the last second, the eldest first.
    private final Map<Key, Long> passed = new LinkedHashMap<>();
    private boolean heldBack;

    /// @param bus is given what goes out
    public Marks(Consumer<Signal.Marks> bus, Precedence precedence) {
        this.bus = bus;
        this.precedence = precedence;
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
        if (heldBack) {
            precedence.count(Precedence.Kind.MARKS, 1);
        }
    }

    /// Passes on what has come together and has waited long enough.
    ///
    /// @param nanos of a monotonic clock
    public void flush(long nanos) {
        due(nanos).forEach(bus);
    }

    /// Passes on everything, since nothing will come later.
    public void flushAll() {
        List<Signal.Marks> all;
        synchronized (this) {
            all = List.copyOf(waiting.values());
            waiting.clear();
        }
        all.forEach(bus);
    }

    private synchronized List<Signal.Marks> due(long nanos) {
        heldBack = precedence.isShed(Precedence.Kind.MARKS);
        if (waiting.isEmpty() || heldBack) {
            return List.of();
        }
        Iterator<Long> eldest = passed.values().iterator();
        while (eldest.hasNext() && nanos - eldest.next() >= PERIOD) {
            eldest.remove();
        }
        List<Signal.Marks> due = new ArrayList<>();
        Iterator<Map.Entry<Key, Signal.Marks>> next = waiting.entrySet().iterator();
        while (due.size() < A_FLUSH && next.hasNext()) {
            Map.Entry<Key, Signal.Marks> mark = next.next();
            if (!passed.containsKey(mark.getKey())) {
                due.add(mark.getValue());
                passed.put(mark.getKey(), nanos);
                next.remove();
            }
        }
        return due;
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
