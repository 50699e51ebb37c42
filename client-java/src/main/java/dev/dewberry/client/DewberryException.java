package dev.dewberry.client;

import dev.dewberry.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/// A request that did not succeed. Futures of this SDK fail with this exception and with no other.
public final class DewberryException extends RuntimeException {

    /// No entry address could be reached, or the answer did not come in time. The outcome is open.
    public static final String UNREACHABLE = "unreachable";
    /// The client was closed, or stopped because the server said so; unsent messages stay in the store.
    public static final String STOPPED = "stopped";
    /// The user has to sign in again.
    public static final String SIGN_IN_NEEDED = "sign_in_needed";
    /// A send is older than the server's memory of `clientId`s and was tried before, so sending it again could
    /// double it.
    public static final String OUTCOME_UNKNOWN = "outcome_unknown";

    /// Too many sends are not acknowledged yet. This one was not taken: wait for receipts of others, then send it
    /// again.
    public static final String OUTBOX_FULL = "outbox_full";

    private static final long serialVersionUID = 1L;

    private final String code;
    private final @Nullable Long retryAfterMillis;

    public DewberryException(String code, String message) {
        this(code, message, null, null);
    }

    DewberryException(String code, String message, @Nullable Long retryAfterMillis, @Nullable Throwable cause) {
        super(code + ": " + message, cause);
        this.code = code;
        this.retryAfterMillis = retryAfterMillis;
    }

    /// A code of the protocol, or one of the constants here.
    public String code() {
        return code;
    }

    /// `null` for the codes of this SDK, and for codes newer than it.
    public @Nullable ErrorCode protocolCode() {
        return ErrorCode.ofWire(code);
    }

    /// How long the server asks to wait.
    public @Nullable Long retryAfterMillis() {
        return retryAfterMillis;
    }

    /// Whether the same request may well succeed later.
    public boolean mayBeRetried() {
        return code.equals("busy") || code.equals("rate_limited") || code.equals("internal");
    }
}
