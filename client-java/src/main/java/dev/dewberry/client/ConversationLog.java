package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.frame.Event;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The events of one conversation in their order: each is passed on once, in rising `seq`, without a hole. What comes
/// too early waits, where there is room. Loop-confined.
final class ConversationLog {

    /// What does not fit is fetched again.
    private static final int MAX_WAITING = 500;

    private final ConversationId conversation;
    private final Backlog early;
    private final Consumer<Event> out;
    private final TreeMap<Long, Event> waiting = new TreeMap<>();
    /// The last `seq` passed on; `null` as long as a sync may still say where this log begins for us.
    private @Nullable Long last;
    /// The lowest and the highest `seq` that was heard of.
    private long first = Long.MAX_VALUE;

    private long head;

    /// @param early counts what waits in all logs together
    ConversationLog(ConversationId conversation, @Nullable Long last, Backlog early, Consumer<Event> out) {
        this.conversation = conversation;
        this.last = last;
        this.early = early;
        this.out = out;
    }

    ConversationId conversation() {
        return conversation;
    }

    /// @param events in any order; those of other conversations and those that were passed on are dropped
    void take(List<Event> events) {
        for (Event event : events) {
            if (event.conversation().equals(conversation) && event.seq() > (last == null ? 0 : last)) {
                reaches(event.seq());
                if (waiting.putIfAbsent(event.seq(), event) == null) {
                    early.add(event);
                }
            }
        }
        pass();
        keep(early.isFull() ? 0 : MAX_WAITING);
    }

    /// The log reaches at least so far; what is not here of it has to be fetched.
    void reaches(long seq) {
        first = Math.min(first, seq);
        head = Math.max(head, seq);
    }

    /// Where nothing of this log is known, it begins after this `seq`.
    void beginAfter(long seq) {
        if (last == null) {
            // The first event is 1, whatever a server says.
            last = Math.max(0, seq);
            pass();
        }
    }

    /// No sync has spoken of this log, so it begins with what came of it.
    void begin() {
        beginAfter(first == Long.MAX_VALUE ? 0 : first - 1);
    }

    /// Retention has removed what is below, so that is no gap. A beginning above the end is none.
    void beginsAt(long firstSeq) {
        if (last != null && last < firstSeq - 1 && firstSeq <= head + 1) {
            last = firstSeq - 1;
            pass();
        }
    }

    /// Where the next events that are missing would come; `null` where none is.
    @Nullable
    Long missingAfter() {
        return last == null || head <= last ? null : last;
    }

    /// The history does not show what there should be: it is believed, until something above it comes.
    void giveUpGap() {
        if (last != null) {
            head = last;
            keep(0);
        }
    }

    /// Nobody asks for this log any more.
    void discard() {
        keep(0);
    }

    private void keep(int most) {
        while (waiting.size() > most) {
            early.remove(waiting.pollLastEntry().getValue());
        }
    }

    private void pass() {
        Long done = last;
        if (done == null) {
            return;
        }
        while (!waiting.isEmpty() && waiting.firstKey() <= done + 1) {
            Event next = waiting.pollFirstEntry().getValue();
            early.remove(next);
            if (next.seq() > done) {
                done = next.seq();
                last = done;
                out.accept(next);
            }
        }
    }
}
