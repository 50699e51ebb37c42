package dev.dewberry.gateway.session;

import dev.dewberry.gateway.limit.Congestion;
import dev.dewberry.gateway.limit.Disturbance;
import dev.dewberry.protocol.ConversationId;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The sends of one client that wait for their outcome, numbered, timed, and counted for the whole gateway.
/// On the session's event loop.
final class OpenSends {

    /// How long a `send` may wait. The sweep adds a second at most, and 10 s are promised.
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(8);

    /// Who has come less than so long ago is one of those who come.
    private static final long SETTLED = TimeUnit.SECONDS.toNanos(30);

    private final Congestion congestion;
    private final Disturbance disturbance;
    private final SessionMetrics metrics;
    private final LongSupplier clock;
    private final long opened;
    private final PendingSends pending = new PendingSends();
    private long requests;

    /// @param clock in [dev.dewberry.gateway.limit.Ticks]
    OpenSends(Congestion congestion, Disturbance disturbance, SessionMetrics metrics, LongSupplier clock) {
        this.congestion = congestion;
        this.disturbance = disturbance;
        this.metrics = metrics;
        this.clock = clock;
        this.opened = clock.getAsLong();
    }

    boolean isEmpty() {
        return pending.size() == 0;
    }

    Pending expect(String id, ConversationId conversation, String clientId) {
        long now = clock.getAsLong();
        Pending send = new Pending(++requests, id, conversation, clientId, now, now + PATIENCE);
        pending.add(send);
        congestion.begun(now);
        if (isSettled(send)) {
            disturbance.begun(now);
        }
        metrics.pendingChanged(1);
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
            metrics.pendingChanged(-1);
            long now = clock.getAsLong();
            congestion.ended(taken.began(), now);
            if (isSettled(taken)) {
                disturbance.ended(taken.began(), now);
            }
            metrics.answered(now - taken.began());
        }
        return taken;
    }

    /// Takes one for which those behind had no room.
    @Nullable
    Pending takeRefused(long number) {
        Pending refused = pending.take(number);
        if (refused != null) {
            abandon(refused);
        }
        return refused;
    }

    /// Gives up those whose time is over.
    void giveUpOverdue(long now, Consumer<Pending> answer) {
        for (Pending send = pending.takeOverdue(now); send != null; send = pending.takeOverdue(now)) {
            metrics.pendingChanged(-1);
            congestion.overdue(send.began(), now);
            if (isSettled(send)) {
                disturbance.abandoned(send.began());
            }
            metrics.overdue();
            answer.accept(send);
        }
    }

    /// Gives up all: what would have answered them may be lost.
    void giveUpAll(Consumer<Pending> answer) {
        for (Pending send = pending.takeAny(); send != null; send = pending.takeAny()) {
            abandon(send);
            answer.accept(send);
        }
    }

    /// Nobody is there any more to be told.
    void abandon() {
        for (Pending send = pending.takeAny(); send != null; send = pending.takeAny()) {
            abandon(send);
        }
    }

    private void abandon(Pending send) {
        metrics.pendingChanged(-1);
        congestion.abandoned(1);
        if (isSettled(send)) {
            disturbance.abandoned(send.began());
        }
    }

    private boolean isSettled(Pending send) {
        return send.began() - opened >= SETTLED;
    }
}
