package dev.dewberry.protocol.frame;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A conversation as `sync` shows it to one user.
///
/// @param kind `direct`, `group` or `channel`; empty where `left`
/// @param marks of the members, in direct conversations and small groups
/// @param events the newest, rising
/// @param left the user is no longer in it; nothing else is told
public record ConversationItem(
        ConversationId conversation,
        String kind,
        @Nullable String name,
        long headSeq,
        long readSeq,
        long deliveredSeq,
        long unread,
        List<MemberMark> marks,
        List<Event> events,
        @Nullable Long firstSeq,
        boolean left) {

    /// How far one member has got.
    public record MemberMark(UserId user, long delivered, long read) {}
}
