package dev.dewberry.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Opens WebSockets. Handlers are called on any thread, one call at a time.
interface SocketTransport {

    /// Returns at once; what becomes of it is told to the handler.
    Socket open(URI entry, Handler handler);

    void close();

    interface Socket {
        /// Queues a text frame.
        ///
        /// @return `false` where the socket takes no more: it is closed, or its queue is full
        boolean send(String frame);

        void close(int code);

        /// Gives up without a closing handshake.
        void cancel();
    }

    interface Handler {
        void onOpen();

        void onFrame(String frame);

        /// The server closed.
        void onClosed(int code);

        /// @param retryAfterSeconds of an HTTP answer that refused the upgrade
        void onFailure(Throwable cause, @Nullable Integer httpStatus, @Nullable Long retryAfterSeconds);
    }
}
