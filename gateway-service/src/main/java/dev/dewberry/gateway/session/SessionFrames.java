package dev.dewberry.gateway.session;

import dev.dewberry.protocol.frame.ClientFrame;

/// What happens to the frames of a client who has been welcomed. All calls on the session's event loop.
public interface SessionFrames {

    void onFrame(Session session, ClientFrame frame);

    /// A session that had been welcomed is over.
    void onClosed(Session session);
}
