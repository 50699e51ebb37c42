package dev.dewberry.platform.error;

import dev.dewberry.protocol.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A request cannot be served, and the caller may know why: the message is shown to him. Adapters
/// translate what their library throws into one of these, or let it pass as an internal error, whose
/// message nobody sees.
public class DewberryException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ErrorCode code;
    private final @Nullable Duration retryAfter;

    public DewberryException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    public DewberryException(ErrorCode code, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause, false, cause != null);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /// What the answer depends on cannot be found out now.
    public static DewberryException busy(String message, @Nullable Throwable cause) {
        return new DewberryException(ErrorCode.BUSY, message, RETRY, cause);
    }

    public static DewberryException notFound() {
        return new DewberryException(ErrorCode.NOT_FOUND, "no such user or conversation, or you are not in it");
    }

    public static DewberryException badFrame(String message) {
        return new DewberryException(ErrorCode.BAD_FRAME, message);
    }

    public static DewberryException rateLimited(Duration retryAfter) {
        return new DewberryException(ErrorCode.RATE_LIMITED, "too many requests", retryAfter, null);
    }

    public ErrorCode code() {
        return code;
    }

    /// For `rate_limited` and `busy`.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.wire() : message;
    }
}
