package dev.dewberry.protocol.bus;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody wants to have happen in a conversation; gateway to message-service, judged there, then
/// to storage-service. Its logical identity is `(from, clientId)`: repeated, it happens once.
public sealed interface Command {

    /// `null` where nobody waits for the answer.
    @Nullable
    Origin origin();

    UserId from();

    ConversationId conversation();

    String clientId();

    /// @param kind of the content
    /// @param content checked, compact JSON with `kind` first
    record Send(
            @Nullable Origin origin,
            UserId from,
            ConversationId conversation,
            String clientId,
            String kind,
            String content)
            implements Command {}

    /// @param conversation the new group, whose number storage-service gave out
    /// @param members without the creator
    record CreateGroup(
            @Nullable Origin origin,
            UserId from,
            ConversationId conversation,
            String clientId,
            String name,
            List<UserId> members)
            implements Command {}

    record ChangeMembers(
            @Nullable Origin origin,
            UserId from,
            ConversationId conversation,
            String clientId,
            Change change,
            List<UserId> users)
            implements Command {}

    enum Change {
        ADD,
        REMOVE,
        LEAVE
    }
}
