package dev.dewberry.gateway.delivery;

import dev.dewberry.gateway.session.Pending;
import dev.dewberry.gateway.session.Session;
import dev.dewberry.gateway.socket.SharedFrame;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.Delivery;
import org.jspecify.annotations.Nullable;

/// What is done for one session on its event loop. One object serves all sessions that get the same.
sealed interface Outgoing {

    void to(Session session);

    /// An event of somebody else, or a mark.
    record Push(SharedFrame frame) implements Outgoing {
        @Override
        public void to(Session session) {
            if (session.isWelcome()) {
                session.socket().push(frame);
            }
        }
    }

    /// Typing, presence: only for who is looking.
    record Glance(SharedFrame frame) implements Outgoing {
        @Override
        public void to(Session session) {
            if (session.isWelcome() && !session.isBackground()) {
                session.socket().push(frame);
            }
        }
    }

    /// An event for its own sender: the `ack` where this socket waits for one, else the event.
    ///
    /// @param request number of the request on `connection` that caused it; 0 where that is not known,
    ///     or of another gateway
    /// @param frame `null` where the event was passed on before
    record Own(
            Committed.Event event,
            long connection,
            long request,
            @Nullable SharedFrame frame) implements Outgoing {
        @Override
        public void to(Session session) {
            if (!session.isWelcome()) {
                return;
            }
            Pending send = pendingOf(session);
            if (send != null) {
                session.ack(send, event.seq(), event.event(), event.at(), frame == null);
            } else if (frame != null) {
                session.socket().push(frame);
            }
        }

        private @Nullable Pending pendingOf(Session session) {
            if (connection != 0) {
                return connection == session.connection() ? session.takePending(request) : null;
            }
            String clientId = event.clientId();
            return clientId == null || event.origin() != null
                    ? null
                    : session.takePending(event.conversation(), clientId);
        }
    }

    /// Events of one conversation may have been left out.
    record Gap(SharedFrame frame) implements Outgoing {
        @Override
        public void to(Session session) {
            if (session.isWelcome()) {
                session.socket().push(frame);
            }
        }
    }

    /// Events may have been left out, and answers too.
    record Resync() implements Outgoing {
        @Override
        public void to(Session session) {
            if (session.isWelcome()) {
                session.socket().resync();
                session.onOutcomesLost();
            }
        }
    }

    /// The answer to one request that is no event.
    record Reply(long request, Delivery.Outcome outcome) implements Outgoing {
        @Override
        public void to(Session session) {
            boolean busy = outcome instanceof Delivery.Outcome.Refused refused && refused.code() == ErrorCode.BUSY;
            Pending send = busy ? session.takeRefused(request) : session.takePending(request);
            if (send == null) {
                return;
            }
            switch (outcome) {
                case Delivery.Outcome.Duplicate duplicate ->
                    session.ack(send, duplicate.seq(), duplicate.event(), duplicate.at(), true);
                // When to come again only the gateway knows, which sees how many are refused.
                case Delivery.Outcome.Refused refused when busy -> session.busy(send.id(), refused.message());
                case Delivery.Outcome.Refused refused ->
                    session.error(send.id(), refused.code(), refused.message(), refused.retryAfterMs());
                // A send always leaves an event: this one was something else's answer.
                case Delivery.Outcome.Unchanged unchanged -> session.busy(send.id(), "the outcome is not known");
            }
        }
    }
}
