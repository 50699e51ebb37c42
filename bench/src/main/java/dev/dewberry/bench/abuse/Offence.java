package dev.dewberry.bench.abuse;

/// What one connection does wrong. Event loop only.
public interface Offence {
    /// Whether little goes into the kernel's buffers between here and the server, as over a network.
    default boolean narrow() {
        return false;
    }

    /// There is a TCP connection.
    default void connected(Line line) {
        line.upgrade();
    }

    /// It has become a WebSocket.
    default void upgraded(Line line) {}

    /// Its `hello` was taken.
    default void welcomed(Line line) {}
}
