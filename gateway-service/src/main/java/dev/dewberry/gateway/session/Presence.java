package dev.dewberry.gateway.session;

/// How present a user is; the worst of two is the later one.
public enum Presence {
    ONLINE("online"),
    AWAY("away"),
    OFFLINE("offline");

    private final String wire;

    Presence(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
