package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;

/// A send is committed: it survives the loss of any process of the server.
///
/// @param event time-ordered id, unique in the system
/// @param at milliseconds since 1970 UTC by the server
/// @param duplicate an earlier attempt had been committed already; there is still only one event
public record SendReceipt(
        ConversationId conversation, long seq, String event, long at, String clientId, boolean duplicate) {}
