package dev.dewberry.bench.standin;

import java.util.function.LongPredicate;

/// What the stand-in does wrong on purpose. Each test of the instrument breaks one thing.
public final class Faults {
    /// Events, by their running number in the whole server, that are not delivered live.
    public volatile LongPredicate notDelivered = n -> false;

    /// Events delivered twice.
    public volatile LongPredicate deliveredTwice = n -> false;

    /// Events that are acknowledged and delivered but not kept.
    public volatile LongPredicate notStored = n -> false;

    /// Events kept under two `seq`s.
    public volatile LongPredicate storedTwice = n -> false;

    /// Sends that are answered `busy` the first time.
    public volatile LongPredicate busy = n -> false;

    /// Sends that never get an answer and are not kept.
    public volatile LongPredicate silent = n -> false;

    /// Sends that are kept and acknowledged only when the history of their conversation has been read.
    public volatile LongPredicate afterHistory = n -> false;

    /// Events that are numbered one too high.
    public volatile LongPredicate skipsSeq = n -> false;

    /// Sign-ins by password, by their running number, that are answered 503.
    public volatile LongPredicate signInBusy = n -> false;

    /// Pages of history, by their running number, that are answered `busy`.
    public volatile LongPredicate historyBusy = n -> false;

    /// Whether a token that is none costs everybody the connection.
    public volatile boolean cutsAllForABadToken;

    /// So many sends are taken in a second at most, the others are answered `busy`; 0 for no bound.
    public volatile int capacity;

    /// How long the server stands still when event number `stallAt` comes.
    public volatile long stallAt = -1;

    public volatile long stallMs;
}
