package dev.dewberry.protocol;

/// WebSocket close codes of the protocol (RFC 6455, section 7.4; 4000-4999 are private).
public enum CloseCode {
    TOO_BIG(1009, "frame too large"),
    MALFORMED(4400, "malformed frame"),
    UNAUTHENTICATED(4401, "not signed in"),
    BANNED(4403, "banned"),
    TIMEOUT(4408, "no hello in time, or silent too long"),
    TOO_MANY_SOCKETS(4409, "too many sockets of this device"),
    TOO_FAST(4429, "too many frames or connections"),
    DOES_NOT_READ(4430, "does not read"),
    UNAVAILABLE(4503, "going away, or cannot serve now");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public int code() {
        return code;
    }

    public String reason() {
        return reason;
    }
}
