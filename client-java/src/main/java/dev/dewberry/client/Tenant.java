package dev.dewberry.client;

import dev.dewberry.protocol.frame.ServerFrame;

/// Whoever lives on the connection that a [Connector] keeps. Called on the loop.
interface Tenant {

    void onWelcome(ServerFrame.Welcome welcome);

    void onFrame(ServerFrame frame);

    /// The connection is gone; requests under way get no answer.
    void onLost();

    void onState(ConnectionState state);
}
