package dev.dewberry.storage.plan;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;

/// Somebody who is or was in a conversation, with his marks.
///
/// @param joinedSeq the event by which he came, the last time
/// @param readCountable the conversation's countable number at `read`
public record Member(
        ConversationId conversation,
        UserId user,
        Role role,
        boolean active,
        long joinedSeq,
        long delivered,
        long read,
        long readCountable) {

    /// Has read what was there before he came, but not the event by which he came.
    static Member joining(ConversationId conversation, UserId user, Role role, Head before) {
        return new Member(
                conversation, user, role, true, before.seq() + 1, before.seq(), before.seq(), before.countable());
    }

    public Key key() {
        return new Key(conversation, user);
    }

    Member rejoining(Head before) {
        return new Member(
                conversation,
                user,
                Role.MEMBER,
                true,
                before.seq() + 1,
                before.seq(),
                before.seq(),
                before.countable());
    }

    Member leaving() {
        return new Member(conversation, user, Role.MEMBER, false, joinedSeq, delivered, read, readCountable);
    }

    Member withRole(Role newRole) {
        return new Member(conversation, user, newRole, active, joinedSeq, delivered, read, readCountable);
    }

    Member withMarks(long newDelivered, long newRead, long newReadCountable) {
        return new Member(conversation, user, role, active, joinedSeq, newDelivered, newRead, newReadCountable);
    }

    public record Key(ConversationId conversation, UserId user) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = conversation.compareTo(other.conversation);
            return order != 0 ? order : user.compareTo(other.user);
        }
    }
}
