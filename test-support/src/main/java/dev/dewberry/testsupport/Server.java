package dev.dewberry.testsupport;

/// A server that a test may break: killed as if the machine had lost it, and started again on the same port.
///
/// Not thread-safe: one test thread at a time starts, stops and kills.
public sealed interface Server permits MariaDb, Redis {

    String host();

    /// The port, which stays the same over [#kill()] and [#start()].
    int port();

    /// Starts the server where it does not run, and returns when it answers.
    void start();

    /// Asks the server to end (SIGTERM) and waits for that.
    void stop();

    /// Kills the server with SIGKILL: nothing is flushed, connections break.
    void kill();
}
