package dev.dewberry.gateway.session;

import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.protocol.ConversationId;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The sends of one client that wait for their outcome, numbered, timed, and counted for the whole gateway.
/// On the session's event loop.
final class OpenSends {

    /// How long a `send` may wait. The sweep adds a second at most, and 10 s are promised.
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(8);

    private final SessionNode node;
    private final PendingSends pending = new PendingSends();
    private long requests;

    OpenSends(SessionNode node) {
        this.node = node;
    }

    boolean isEmpty() {
        return pending.size() == 0;
    }

    Pending expect(String id, ConversationId conversation, String clientId) {
        long now = Ticks.now();
        Pending send = new Pending(++requests, id, conversation, clientId, now, now + PATIENCE);
        pending.add(send);
        node.congestion().begun(now);
        node.metrics().pendingChanged(1);
        return send;
    }

    @Nullable
    Pending take(long number) {
        return ended(pending.take(number));
    }

    @Nullable
    Pending take(ConversationId conversation, String clientId) {
        return ended(pending.take(conversation, clientId));
    }

    private @Nullable Pending ended(@Nullable Pending taken) {
        if (taken != null) {
            node.metrics().pendingChanged(-1);
            long now = Ticks.now();
            node.congestion().ended(taken.began(), now);
            node.metrics().answered(now - taken.began());
        }
        return taken;
    }

    /// Takes one for which those behind had no room.
    @Nullable
    Pending takeRefused(long number) {
        Pending refused = pending.take(number);
        if (refused != null) {
            node.metrics().pendingChanged(-1);
            node.congestion().abandoned(1);
        }
        return refused;
    }

    /// Gives up those whose time is over.
    void giveUpOverdue(long now, Consumer<Pending> answer) {
        for (Pending send = pending.takeOverdue(now); send != null; send = pending.takeOverdue(now)) {
            node.metrics().pendingChanged(-1);
            node.congestion().overdue(send.began(), now);
            node.metrics().overdue();
            answer.accept(send);
        }
    }

    /// Gives up all: what would have answered them may be lost.
    void giveUpAll(Consumer<Pending> answer) {
        for (Pending send = pending.takeAny(); send != null; send = pending.takeAny()) {
            node.metrics().pendingChanged(-1);
            node.congestion().abandoned(1);
            answer.accept(send);
        }
    }

    /// Nobody is there any more to be told.
    void abandon() {
        node.metrics().pendingChanged(-pending.size());
        node.congestion().abandoned(pending.size());
    }
}
