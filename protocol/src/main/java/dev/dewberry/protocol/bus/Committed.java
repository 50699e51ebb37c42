package dev.dewberry.protocol.bus;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What storage-service says after a transaction; to message-service, which passes it on.
public sealed interface Committed {

    ConversationId conversation();

    /// An event of the log.
    ///
    /// @param origin `null` where it is published again after a fault
    /// @param from `null` for the system
    /// @param at milliseconds since 1970 UTC
    /// @param content compact JSON
    /// @param version of the membership after this event; 0 for direct conversations
    /// @param joined members since this event
    /// @param left no members any more since this event; they still get it
    record Event(
            @Nullable Origin origin,
            ConversationId conversation,
            long seq,
            String event,
            @Nullable UserId from,
            long at,
            String content,
            @Nullable String clientId,
            long version,
            List<UserId> joined,
            List<UserId> left)
            implements Committed {}

    /// The command had been committed before, as this event.
    record Duplicate(Origin origin, ConversationId conversation, long seq, String event, long at)
            implements Committed {}

    /// The command was not committed, and will not be.
    record Refused(Origin origin, ConversationId conversation, ErrorCode code, String message) implements Committed {}

    /// Nothing was to be done: the members were already so.
    record Unchanged(Origin origin, ConversationId conversation) implements Committed {}

    /// The user's marks as they now are.
    record Marked(ConversationId conversation, long version, UserId user, long delivered, long read)
            implements Committed {}
}
