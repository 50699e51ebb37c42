package dev.dewberry.gateway.limit;

/// The gateway's monotonic time: nanoseconds since it started, never negative.
public final class Ticks {

    private static final long START = System.nanoTime();

    private Ticks() {}

    public static long now() {
        return System.nanoTime() - START;
    }
}
