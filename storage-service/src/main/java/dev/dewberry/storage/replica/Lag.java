package dev.dewberry.storage.replica;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// How long ago the primary was where the replica is now. Nothing has to be written for it, and a primary
/// to which nobody writes leaves nobody behind. Not thread-safe.
final class Lag {

    /// Of one a second; beyond that the lag is known well enough.
    private static final int MOST = 3600;

    private record Seen(Gtids gtids, long nanos) {}

    private final Deque<Seen> notReached = new ArrayDeque<>();

    /// The primary is there now.
    void primaryAt(Gtids gtids, long nanos) {
        Seen last = notReached.peekLast();
        if ((last == null || !gtids.isWithin(last.gtids())) && notReached.size() < MOST) {
            notReached.addLast(new Seen(gtids, nanos));
        }
    }

    void replicaAt(Gtids gtids) {
        while (!notReached.isEmpty() && notReached.getFirst().gtids().isWithin(gtids)) {
            notReached.removeFirst();
        }
    }

    Duration now(long nanos) {
        Seen first = notReached.peekFirst();
        return first == null ? Duration.ZERO : Duration.ofNanos(nanos - first.nanos());
    }
}
