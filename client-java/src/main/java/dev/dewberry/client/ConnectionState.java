package dev.dewberry.client;

/// Where a client stands with its server.
public enum ConnectionState {
    /// Not asked to connect.
    IDLE,
    /// An address is being tried.
    CONNECTING,
    /// Welcomed: requests are answered, events come.
    ONLINE,
    /// The last attempt failed, or the server is going away; the next attempt comes by itself.
    WAITING,
    /// The session was revoked or has ended: a new password or token is needed, then [DewberryClient#connect()].
    SIGN_IN_NEEDED,
    /// The server has banned this user; the client does not come back by itself.
    BANNED,
    /// Too many sockets of this device are open and this was the oldest; the client does not come back by itself.
    REPLACED,
    /// [DewberryClient#close()] was called; for good.
    CLOSED
}
