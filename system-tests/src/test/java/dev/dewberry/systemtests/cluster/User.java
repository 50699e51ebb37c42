package dev.dewberry.systemtests.cluster;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;

/// A user with a token.
public record User(UserId id, String username, String token) {

    /// The direct conversation with another one.
    public String with(User other) {
        return ConversationId.direct(id, other.id).toString();
    }
}
