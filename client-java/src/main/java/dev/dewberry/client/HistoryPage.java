package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.frame.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some events of a log.
///
/// @param events rising by `seq`
/// @param more there are more in the direction of reading
/// @param firstSeq where retention has removed the beginning: nothing exists below it
public record HistoryPage(
        ConversationId conversation,
        List<Event> events,
        boolean more,
        @Nullable Long firstSeq) {}
