package dev.dewberry.gateway.session;

import dev.dewberry.protocol.frame.ClientFrame;

/// Answers a `hello`.
public interface Greeter {

    /// Called on the session's event loop; ends in a welcome or a closed socket.
    void greet(Session session, ClientFrame.Hello hello);
}
