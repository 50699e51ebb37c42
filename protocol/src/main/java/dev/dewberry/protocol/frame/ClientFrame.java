package dev.dewberry.protocol.frame;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A frame from a client to the gateway. Those with an `id` are requests, answered by exactly one frame
/// with that `id`.
public sealed interface ClientFrame {

    /// A frame that wants an answer.
    sealed interface Request extends ClientFrame permits Hello, Send, Watch, Sync, History {
        String id();
    }

    record Hello(String id, String token, boolean background) implements Request {}

    record Send(String id, Target to, String clientId, Content content) implements Request {}

    /// Where a `send` goes: exactly one of the two forms of `to`.
    sealed interface Target {
        /// The conversation that is meant when this user sends.
        ConversationId resolve(UserId sender);

        record ToUser(UserId user) implements Target {
            @Override
            public ConversationId resolve(UserId sender) {
                return ConversationId.direct(sender, user);
            }
        }

        record ToConversation(ConversationId conversation) implements Target {
            @Override
            public ConversationId resolve(UserId sender) {
                return conversation;
            }
        }
    }

    /// @param seq everything up to it was read
    record Read(ConversationId conversation, long seq) implements ClientFrame {}

    /// @param seq everything up to it was delivered
    record Delivered(ConversationId conversation, long seq) implements ClientFrame {}

    record Typing(ConversationId conversation, boolean on) implements ClientFrame {}

    record Watch(String id, List<UserId> users) implements Request {}

    /// @param status `online` or `away`
    record Status(String status, @Nullable String text) implements ClientFrame {}

    /// @param cursor `null` starts from nothing
    /// @param events newest events of each conversation, 0-100
    /// @param limit conversations a page, 1-200
    record Sync(String id, @Nullable String cursor, int events, int limit) implements Request {}

    /// @param limit 1-200
    record History(
            String id,
            ConversationId conversation,
            @Nullable Long after,
            @Nullable Long before,
            int limit) implements Request {}

    record Ping(@Nullable String id) implements ClientFrame {}
}
