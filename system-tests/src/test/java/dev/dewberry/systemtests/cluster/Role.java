package dev.dewberry.systemtests.cluster;

/// The five services.
public enum Role {
    AUTH("auth", 80),
    STORAGE("storage", 160),
    MESSAGE("message", 128),
    PRESENCE("presence", 80),
    GATEWAY("gateway", 192);

    private final String label;
    private final int heapMegabytes;

    Role(String label, int heapMegabytes) {
        this.label = label;
        this.heapMegabytes = heapMegabytes;
    }

    public String label() {
        return label;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }
}
