package dev.dewberry.protocol;

/// A user: a positive 64-bit number, on the wire its decimal string.
public record UserId(long value) implements Comparable<UserId> {

    public UserId {
        if (value <= 0) {
            throw new ProtocolException(ErrorCode.BAD_FRAME, "a user id is a positive decimal number");
        }
    }

    /// @throws ProtocolException `bad_frame` where the text is not the canonical decimal form of a
    ///     positive 64-bit number
    public static UserId parse(String text) {
        return new UserId(Decimal.parse(text, "user id"));
    }

    @Override
    public int compareTo(UserId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
