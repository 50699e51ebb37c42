package dev.dewberry.protocol.bus;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;

/// What may be dropped under load: marks (the client repeats them) and typing.
public sealed interface Signal {

    UserId user();

    ConversationId conversation();

    /// High-water marks; 0 where one is not given. `delivered` is at least `read`.
    record Marks(UserId user, ConversationId conversation, long delivered, long read) implements Signal {}

    record Typing(UserId user, ConversationId conversation, boolean on) implements Signal {}
}
