package dev.dewberry.client;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Says when, after a connection was lost or never came about, the next one is tried: full jitter, but never before
/// the server asked. Loop-confined.
final class Comeback {

    /// A connection that lived shorter than this proves nothing: a server that welcomes and closes at once would be
    /// asked again without a pause otherwise.
    private static final Duration STABLE = Duration.ofSeconds(5);

    private final Loop loop;
    private final Entries entries;
    private final Backoff backoff;
    private Duration welcomedAt = Duration.ZERO;
    private int failedInARow;
    private @Nullable Long longestAsked;

    Comeback(Loop loop, Entries entries, Backoff backoff) {
        this.loop = loop;
        this.entries = entries;
        this.backoff = backoff;
    }

    /// The user wants to be connected now, whatever was before.
    void reset() {
        failedInARow = 0;
        longestAsked = null;
        backoff.reset();
    }

    void welcomed() {
        welcomedAt = loop.uptime();
        failedInARow = 0;
        longestAsked = null;
    }

    /// An address did not welcome us.
    ///
    /// @param askedMillis the pause that it asked for, if it did
    /// @return `null`: the next address is tried at once; else all of them have failed
    @Nullable
    Duration afterFailure(URI entry, @Nullable Long askedMillis) {
        entries.failed(entry);
        failedInARow++;
        if (askedMillis != null) {
            longestAsked = longestAsked == null ? askedMillis : Long.valueOf(Math.max(longestAsked, askedMillis));
        }
        if (failedInARow % entries.count() != 0) {
            return null;
        }
        Long asked = longestAsked;
        longestAsked = null;
        return afterRefusal(asked);
    }

    /// No token could be had, or the server named a pause.
    Duration afterRefusal(@Nullable Long askedMillis) {
        return askedMillis == null ? backoff.next() : backoff.next(askedMillis);
    }

    /// A connection that had been welcomed is gone.
    ///
    /// @param backsOff the server does not want us back soon
    Duration afterLoss(boolean backsOff) {
        resetIfStable();
        if (backsOff) {
            backoff.harder();
        }
        return backoff.next();
    }

    /// The token of a welcomed connection was revoked: the first time, another one is tried at once.
    Duration afterRevocation() {
        resetIfStable();
        if (backoff.failures() == 0) {
            backoff.count();
            return Duration.ZERO;
        }
        return backoff.next();
    }

    /// In the range that `goaway` names, in milliseconds.
    Duration afterGoaway(long minMillis, long maxMillis) {
        return backoff.within(minMillis, maxMillis);
    }

    private void resetIfStable() {
        if (loop.uptime().minus(welcomedAt).compareTo(STABLE) >= 0) {
            backoff.reset();
        }
    }
}
