package dev.dewberry.bench.wire;

/// The server sent bytes that are no frame of the protocol.
public final class MalformedFrame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedFrame(String message) {
        super(message);
    }
}
