package dev.dewberry.gateway.socket;

import dev.dewberry.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/// What stands behind a socket. All methods are called on the socket's event loop.
public interface FrameReceiver {

    /// A whole text message, valid UTF-8 of at most the frame limit.
    void onText(String text);

    /// Comes now and then, for what has a time limit.
    void onSweep(long now);

    /// The socket can no longer be written to. Called once.
    ///
    /// @param code why the gateway closed it; `null` where the client did, or the network
    void onClosed(@Nullable CloseCode code);

    /// Makes the receiver of a new socket.
    interface Factory {
        FrameReceiver open(ClientSocket socket);
    }
}
