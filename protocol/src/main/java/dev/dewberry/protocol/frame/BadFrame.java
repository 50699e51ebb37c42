package dev.dewberry.protocol.frame;

import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.ProtocolException;
import org.jspecify.annotations.Nullable;

/// A client's frame that cannot be served. Two degrees: a malformed one (not JSON, no `type`) closes
/// the socket with 4400, any other is answered by an `error` with the frame's `id`, where it has one.
public final class BadFrame extends ProtocolException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String id;
    private final boolean malformed;

    private BadFrame(ErrorCode code, String message, @Nullable String id, boolean malformed) {
        super(code, message);
        this.id = id;
        this.malformed = malformed;
    }

    static BadFrame malformed(String message) {
        return new BadFrame(ErrorCode.BAD_FRAME, message, null, true);
    }

    static BadFrame of(ProtocolException cause, @Nullable String id) {
        return new BadFrame(cause.code(), cause.getMessage(), id, false);
    }

    /// The `id` of the frame, where it had a valid one.
    public @Nullable String id() {
        return id;
    }

    /// Whether the socket is closed with 4400.
    public boolean isMalformed() {
        return malformed;
    }
}
