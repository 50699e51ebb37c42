package dev.dewberry.protocol;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Every error that a client can see, with its name on the wire and its HTTP status. Names are for
/// ever.
public enum ErrorCode {
    BAD_FRAME("bad_frame", 400),
    UNSUPPORTED("unsupported", 400),
    UNAUTHENTICATED("unauthenticated", 401),
    BAD_CREDENTIALS("bad_credentials", 401),
    FORBIDDEN("forbidden", 403),
    BLOCKED("blocked", 403),
    REGISTRATION_CLOSED("registration_closed", 403),
    NOT_FOUND("not_found", 404),
    CONFLICT("conflict", 409),
    USERNAME_TAKEN("username_taken", 409),
    TOO_LARGE("too_large", 413),
    RATE_LIMITED("rate_limited", 429),
    INTERNAL("internal", 500),
    BUSY("busy", 503);

    private static final Map<String, ErrorCode> BY_WIRE = new HashMap<>();

    static {
        for (ErrorCode code : values()) {
            BY_WIRE.put(code.wire, code);
        }
    }

    private final String wire;
    private final int httpStatus;

    ErrorCode(String wire, int httpStatus) {
        this.wire = wire;
        this.httpStatus = httpStatus;
    }

    public String wire() {
        return wire;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /// `null` for a code that this version does not know.
    public static @Nullable ErrorCode ofWire(String wire) {
        return BY_WIRE.get(wire);
    }
}
