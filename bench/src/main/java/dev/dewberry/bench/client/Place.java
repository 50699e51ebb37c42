package dev.dewberry.bench.client;

/// How far one client has come in one conversation.
final class Place {
    /// The highest `seq` the client has, by whatever way it came.
    long known;

    /// The highest `seq` that came live, by event or ack, on the present connection: it may only rise.
    long live;

    Place(long firstSeq) {
        known = firstSeq;
        live = 0;
    }
}
