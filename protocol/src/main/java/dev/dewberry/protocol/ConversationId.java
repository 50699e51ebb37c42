package dev.dewberry.protocol;

import java.util.List;

/// A conversation: `d:<a>:<b>` of two users, the smaller first (`d:<a>:<a>` is the note-to-self), or
/// `g:<id>`. The only way to make one is through the factories, so an instance is always well-formed.
public final class ConversationId implements Comparable<ConversationId> {

    private final String value;
    private final long first;
    private final long second;

    private ConversationId(String value, long first, long second) {
        this.value = value;
        this.first = first;
        this.second = second;
    }

    /// The direct conversation of two users, in whichever order they are given.
    public static ConversationId direct(UserId one, UserId other) {
        long a = Math.min(one.value(), other.value());
        long b = Math.max(one.value(), other.value());
        return new ConversationId("d:" + a + ":" + b, a, b);
    }

    public static ConversationId group(long id) {
        return new ConversationId("g:" + id, id, 0);
    }

    /// @throws ProtocolException `bad_frame` where the text is no conversation id, or names its two
    ///     users in the wrong order
    public static ConversationId parse(String text) {
        if (text.startsWith("g:")) {
            return group(Decimal.parse(text.substring(2), "conversation id"));
        }
        int colon = text.indexOf(':', 2);
        if (!text.startsWith("d:") || colon < 0) {
            throw new ProtocolException(ErrorCode.BAD_FRAME, "not a conversation id");
        }
        long a = Decimal.parse(text.substring(2, colon), "conversation id");
        long b = Decimal.parse(text.substring(colon + 1), "conversation id");
        if (a > b) {
            throw new ProtocolException(ErrorCode.BAD_FRAME, "a direct conversation names the smaller user id first");
        }
        return new ConversationId(text, a, b);
    }

    public boolean isDirect() {
        return second != 0;
    }

    /// The number of a group.
    public long groupNumber() {
        if (isDirect()) {
            throw new IllegalStateException("a direct conversation has no group number");
        }
        return first;
    }

    /// The one or two users of a direct conversation; for a group this cannot be told from the id.
    public List<UserId> directUsers() {
        if (!isDirect()) {
            throw new IllegalStateException("a group's members are not in its id");
        }
        return first == second ? List.of(new UserId(first)) : List.of(new UserId(first), new UserId(second));
    }

    public boolean isDirectOf(UserId user) {
        return isDirect() && (user.value() == first || user.value() == second);
    }

    @Override
    public int compareTo(ConversationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConversationId that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
