package dev.dewberry.gateway.session;

import dev.dewberry.protocol.ConversationId;

/// A `send` that waits for its outcome.
///
/// @param number the request's number in [dev.dewberry.protocol.bus.Origin]
/// @param id the client's
/// @param deadline in [dev.dewberry.gateway.limit.Ticks], past which the answer is `busy`
public record Pending(long number, String id, ConversationId conversation, String clientId, long deadline) {}
