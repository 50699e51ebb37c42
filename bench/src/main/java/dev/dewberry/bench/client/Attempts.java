package dev.dewberry.bench.client;

/// What the [Dialer] and the [Outage] keep of one client.
final class Attempts {
    /// The client shall be connected; where it is not, it comes back.
    boolean wanted;

    /// When the present attempt began, in [System#nanoTime()].
    long startedAt;

    /// Attempts that failed since it was last online.
    int failed;

    /// What the server asked for before the next attempt; 0 for nothing.
    long notBeforeMs;

    boolean awaitsWelcome;
    boolean awaitsSync;
}
