package dev.dewberry.protocol.bus;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.PresenceItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one gateway is to pass on to its sockets.
public sealed interface Delivery {

    /// @param recipients the users on this gateway that get it, on all their sockets
    record Event(Committed.Event event, long[] recipients) implements Delivery {
        @Override
        public boolean equals(Object other) {
            return other instanceof Event that
                    && event.equals(that.event)
                    && java.util.Arrays.equals(recipients, that.recipients);
        }

        @Override
        public int hashCode() {
            return event.hashCode();
        }
    }

    /// An answer to one request that is not an event.
    record Reply(Origin origin, Outcome outcome) implements Delivery {}

    sealed interface Outcome {
        record Duplicate(ConversationId conversation, long seq, String event, long at) implements Outcome {}

        /// @param retryAfterMs for `busy` and `rate_limited`
        record Refused(
                ErrorCode code, String message, @Nullable Long retryAfterMs) implements Outcome {}

        record Unchanged(ConversationId conversation) implements Outcome {}
    }

    record Mark(ConversationId conversation, UserId user, long delivered, long read, long[] recipients)
            implements Delivery {}

    /// @param recipients without the one who types
    record Typing(ConversationId conversation, UserId user, boolean on, long[] recipients) implements Delivery {}

    /// Changed presence of users; the gateway knows who watches them.
    record Presence(List<PresenceItem> items) implements Delivery {}

    /// Deliveries to this gateway may have been left out.
    record Resync() implements Delivery {}
}
