package dev.dewberry.client;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.frame.ClientFrame.Target;
import java.time.Instant;

/// A send that the server has not acknowledged.
///
/// @param clientId names this logical send for ever
/// @param madeAt by the device's clock
/// @param tried it may have reached the server
public record StoredSend(String clientId, Target to, Content content, Instant madeAt, boolean tried) {

    StoredSend asTried() {
        return new StoredSend(clientId, to, content, madeAt, true);
    }

    /// Says nothing of the content, so that it may be logged.
    @Override
    public String toString() {
        return "StoredSend[" + clientId + "]";
    }
}
