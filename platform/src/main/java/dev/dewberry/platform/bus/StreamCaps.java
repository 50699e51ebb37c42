package dev.dewberry.platform.bus;

/// How many bytes of Redis' memory each stream may take. All together stay below half of its
/// `maxmemory` (96 MB in the smallest profile).
public final class StreamCaps {

    public static final long COMMANDS = 1024 * 1024;
    public static final long SIGNALS = 256 * 1024;
    public static final long APPENDS = 1024 * 1024;
    public static final long COMMITTED = 1024 * 1024;
    public static final long DELIVERIES = 8 * 1024 * 1024;
    public static final long PRESENCE_REPORTS = 1024 * 1024;

    private StreamCaps() {}
}
