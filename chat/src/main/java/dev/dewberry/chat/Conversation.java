package dev.dewberry.chat;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.Event;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What we know of one conversation. Guarded by [Conversations].
final class Conversation {

    final ConversationId id;

    @Nullable
    String name;

    long headSeq;
    long readSeq;
    long unread;
    /// The newest event of ours, for which "delivered" and "read" are shown.
    long lastOwnSeq;
    /// The lowest and the highest event on the screen.
    long shownFrom = Long.MAX_VALUE;

    long shownTo;
    final Map<UserId, ConversationItem.MemberMark> marks = new HashMap<>();

    Conversation(ConversationId id) {
        this.id = id;
    }

    void synced(ConversationItem item) {
        name = item.name() == null ? name : item.name();
        headSeq = Math.max(headSeq, item.headSeq());
        readSeq = Math.max(readSeq, item.readSeq());
        unread = item.unread();
        item.marks().forEach(this::marked);
    }

    /// @return whether the event is news, and not only what a sync has counted already
    boolean happened(Event event, boolean own) {
        if (event.content() instanceof Content.Group group && group.name() != null) {
            name = group.name();
        }
        if (own) {
            lastOwnSeq = Math.max(lastOwnSeq, event.seq());
        }
        if (event.seq() <= headSeq) {
            return false;
        }
        headSeq = event.seq();
        if (own) {
            readSeq = event.seq();
            unread = 0;
        } else if (Content.UNREAD_KINDS.contains(event.content().kind())) {
            unread++;
        }
        return true;
    }

    void marked(ConversationItem.MemberMark mark) {
        marks.merge(
                mark.user(),
                mark,
                (old, now) -> new ConversationItem.MemberMark(
                        old.user(), Math.max(old.delivered(), now.delivered()), Math.max(old.read(), now.read())));
    }

    /// We have read up to here on another device. How many of the rest count is not told, but not more than there are.
    void readElsewhere(long seq) {
        readSeq = Math.max(readSeq, seq);
        unread = Math.min(unread, Math.max(0, headSeq - readSeq));
    }

    /// What has become of our newest message: `sent`, `delivered` or `read`, by all others.
    String state(UserId me) {
        long delivered = Long.MAX_VALUE;
        long read = Long.MAX_VALUE;
        for (ConversationItem.MemberMark mark : marks.values()) {
            if (!mark.user().equals(me)) {
                delivered = Math.min(delivered, mark.delivered());
                read = Math.min(read, mark.read());
            }
        }
        if (read != Long.MAX_VALUE && read >= lastOwnSeq) {
            return "read";
        }
        return delivered != Long.MAX_VALUE && delivered >= lastOwnSeq ? "delivered" : "sent";
    }
}
