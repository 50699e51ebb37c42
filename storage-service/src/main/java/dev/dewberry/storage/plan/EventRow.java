package dev.dewberry.storage.plan;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import org.jspecify.annotations.Nullable;

/// A new entry of a log.
///
/// @param from `null` for the system
/// @param countable the running number of countable events, this one included
public record EventRow(
        int partition,
        ConversationId conversation,
        long seq,
        long at,
        long id,
        @Nullable UserId from,
        @Nullable String clientId,
        String content,
        long countable,
        long version) {}
