package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.Slice;

/// For swarms that only connect.
final class NoObserver implements Observer {
    @Override
    public void acked(Client client, int n, long seq, long event, boolean duplicate, long now) {
        // Nothing was sent.
    }

    @Override
    public void refused(Client client, int n, Slice code, boolean open, long retryAfterMs, long now) {
        // Nothing was sent.
    }

    @Override
    public void delivered(Client client, Slice text, long seq, boolean recovered, long now) {
        // Somebody else's.
    }
}
