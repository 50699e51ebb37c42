package dev.dewberry.protocol.frame;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A frame from the gateway to a client. Times are milliseconds since 1970 UTC.
public sealed interface ServerFrame {

    record Welcome(
            String id,
            UserId user,
            String username,
            String device,
            String session,
            String epoch,
            long time,
            int heartbeatSeconds,
            int frameBytes,
            int sendsPerSecond)
            implements ServerFrame {}

    record Ack(String id, ConversationId conversation, long seq, String event, long at, boolean duplicate)
            implements ServerFrame {}

    record EventFrame(Event event) implements ServerFrame {}

    record Mark(ConversationId conversation, UserId user, long delivered, long read) implements ServerFrame {}

    record Typing(ConversationId conversation, UserId user, boolean on) implements ServerFrame {}

    /// @param id of the `watch` that this answers, or `null` for a change
    record Presence(@Nullable String id, List<PresenceItem> items) implements ServerFrame {}

    record Conversations(
            String id,
            List<ConversationItem> items,
            @Nullable String cursor,
            boolean more) implements ServerFrame {}

    /// @param firstSeq where retention has removed the beginning of the log
    record Events(
            String id,
            ConversationId conversation,
            List<Event> events,
            boolean more,
            @Nullable Long firstSeq) implements ServerFrame {}

    /// @param code `null` where this version does not know it
    record Error(
            @Nullable String id,
            @Nullable ErrorCode code,
            String message,
            @Nullable Long retryAfterMs) implements ServerFrame {}

    /// @param conversation `null`: all of them
    record Resync(@Nullable ConversationId conversation) implements ServerFrame {}

    /// @param reason `drain`, `restart` or `overload`
    record Goaway(String reason, long retryAfterMinMs, long retryAfterMaxMs) implements ServerFrame {}

    record Pong(@Nullable String id, long time) implements ServerFrame {}

    /// A type that this version does not know, to be ignored.
    record Unknown(String type) implements ServerFrame {}
}
