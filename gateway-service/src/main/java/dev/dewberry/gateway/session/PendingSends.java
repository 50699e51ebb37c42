package dev.dewberry.gateway.session;

import dev.dewberry.protocol.ConversationId;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The sends of one socket that wait for their outcome, in the order in which they came. Their number is
/// bounded by the limit of sends and the time they may wait. Not thread-safe.
public final class PendingSends {

    private final ArrayDeque<Pending> sends = new ArrayDeque<>(4);

    public void add(Pending send) {
        sends.add(send);
    }

    /// Takes the send that this number names.
    public @Nullable Pending take(long number) {
        return takeFirst(send -> send.number() == number);
    }

    /// Takes the oldest of the sends that mean this logical send. Two may wait for one.
    public @Nullable Pending take(ConversationId conversation, String clientId) {
        return takeFirst(
                send -> send.clientId().equals(clientId) && send.conversation().equals(conversation));
    }

    /// Takes the oldest where its time is over.
    public @Nullable Pending takeOverdue(long now) {
        Pending oldest = sends.peek();
        return oldest != null && oldest.deadline() <= now ? sends.poll() : null;
    }

    public @Nullable Pending takeAny() {
        return sends.poll();
    }

    public int size() {
        return sends.size();
    }

    private @Nullable Pending takeFirst(Predicate<Pending> wanted) {
        // Outcomes come mostly in the order of the requests, so this ends at the first one or soon after.
        for (Iterator<Pending> it = sends.iterator(); it.hasNext(); ) {
            Pending send = it.next();
            if (wanted.test(send)) {
                it.remove();
                return send;
            }
        }
        return null;
    }
}
