package dev.dewberry.gateway.session;

import dev.dewberry.protocol.ConversationId;

/// A `send` that waits for its outcome.
///
/// @param number the request's number in [dev.dewberry.protocol.bus.Origin]
/// @param id the client's
/// @param began in [dev.dewberry.gateway.limit.Ticks]
/// @param deadline in the same, past which the answer is `busy`
public record Pending(
        long number, String id, ConversationId conversation, String clientId, long began, long deadline) {}
