package dev.dewberry.auth.session;

/// Why a session ended before its time; it decides how gateways close its sockets.
public enum RevocationReason {
    REVOKED("revoked"),
    BANNED("banned");

    private final String wire;

    RevocationReason(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
