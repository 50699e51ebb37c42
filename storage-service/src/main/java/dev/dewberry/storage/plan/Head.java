package dev.dewberry.storage.plan;

import dev.dewberry.protocol.ConversationId;
import org.jspecify.annotations.Nullable;

/// The row of a conversation: where its log ends.
///
/// @param countable how many events of the log count as unread for those who did not send them
/// @param version of the members; 0 for direct conversations
public record Head(
        ConversationId id,
        String kind,
        @Nullable String name,
        long seq,
        long at,
        long countable,
        long version,
        int memberCount) {

    public static final String DIRECT = "direct";
    public static final String GROUP = "group";

    static Head ofDirect(ConversationId id) {
        return new Head(id, DIRECT, null, 0, 0, 0, 0, id.directUsers().size());
    }

    static Head ofGroup(ConversationId id, String name, int memberCount) {
        return new Head(id, GROUP, name, 0, 0, 0, 1, memberCount);
    }

    Head next(long newAt, boolean counts) {
        return new Head(id, kind, name, seq + 1, newAt, countable + (counts ? 1 : 0), version, memberCount);
    }

    Head withMembers(long newVersion, int newCount) {
        return new Head(id, kind, name, seq, at, countable, newVersion, newCount);
    }
}
