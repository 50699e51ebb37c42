package dev.dewberry.bench;

/// The run cannot go on; the message says why in words for the person at the terminal.
public final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
