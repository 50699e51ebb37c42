package dev.dewberry.platform.bus;

/// The bus did not take something, or cannot be reached. Whether it was taken may be open.
public class BusException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BusException(String message) {
        super(message, null, false, false);
    }

    public BusException(String message, Throwable cause) {
        super(message, cause);
    }

    /// The stream is at its cap: nothing was added.
    public static final class Full extends BusException {
        private static final long serialVersionUID = 1L;

        Full(String stream) {
            super(stream + " is full");
        }
    }
}
