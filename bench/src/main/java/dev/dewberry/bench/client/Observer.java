package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.ServerFrame;
import dev.dewberry.bench.wire.Slice;

/// Learns what happens to the clients. Called on the event loop; `now` is [System#nanoTime()] when the bytes were read.
/// Frames and slices are good during the call only.
public interface Observer {
    /// An `ack` to message number `n` came.
    void acked(Client client, int n, long seq, long event, boolean duplicate, long now);

    /// A send was answered by an error.
    void refused(Client client, int n, Slice code, long retryAfterMs, long now);

    /// An event with the text of message `n` came for the first time to this client.
    ///
    /// @param recovered it came by `history` or `sync`, not live
    void delivered(Client client, Slice text, long seq, boolean recovered, long now);

    /// The answer to a `history` that the check asked for.
    void page(Client client, int conversation, ServerFrame frame, ServerFrame entry);
}
