package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.Slice;

/// Learns what becomes of the messages. Called on the event loop; `now` is [System#nanoTime()] when the bytes were
/// read. Slices are good during the call only.
public interface Observer {
    /// An `ack` to message number `n` came.
    void acked(Client client, int n, long seq, long event, boolean duplicate, long now);

    /// A send was answered by an error.
    ///
    /// @param open the outcome is open: the message may be sent again
    void refused(Client client, int n, Slice code, boolean open, long retryAfterMs, long now);

    /// An event with the text of message `n` came for the first time to this client.
    ///
    /// @param recovered it came by `history` or `sync`, not live
    void delivered(Client client, Slice text, long seq, boolean recovered, long now);
}
