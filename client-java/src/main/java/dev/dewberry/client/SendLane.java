package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// The sends to one conversation, in their order. Loop-confined; [Outbox] works on it.
final class SendLane {

    final ConversationId conversation;
    final Deque<PendingSend> queue = new ArrayDeque<>();
    final Backoff backoff = Backoff.ofRequests();
    /// The last request for the head of the queue, as long as its answer is owed.
    Requests.@Nullable Answer underWay;

    Loop.Timer pause = Loop.Timer.NONE;
    boolean paused;

    SendLane(ConversationId conversation) {
        this.conversation = conversation;
    }

    boolean mayAsk() {
        return underWay == null && !paused;
    }

    void finished(PendingSend done) {
        queue.remove(done);
        backoff.reset();
        pause.cancel();
        paused = false;
        underWay = null;
    }
}
