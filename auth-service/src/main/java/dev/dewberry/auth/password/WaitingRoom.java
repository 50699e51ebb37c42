package dev.dewberry.auth.password;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.time.Turns;
import dev.dewberry.protocol.ErrorCode;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Who may wait for a hash, and when those come again who may not: one after the other, about as fast as hashes are
/// made. When a whole school signs in at eight, asking costs more than hashing if everybody asks every second.
/// Thread-safe.
final class WaitingRoom {

    /// Past that a client soon gives up, and its hash would only keep the others waiting.
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    /// Nobody is sent away for longer: some of those who were told to come earlier never will.
    static final Duration LONGEST_TURN = Duration.ofMinutes(3);

    private static final long SOONEST = Duration.ofSeconds(1).toNanos();
    private static final long FIRST_GUESS = Duration.ofMillis(100).toNanos();
    /// The share of the pace at which turns are given: a few too many come, so that there is always somebody to serve.
    private static final double OVERBOOKED = 0.6;

    /// The share of the longest wait that may be expected by one who is let in: some hashes take longer than others.
    private static final double EXPECTED_WAIT = 0.8;

    private static final double SMOOTHING = 0.1;

    private final int threads;
    private final int places;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Turns turns = new Turns(LONGEST_TURN);

    private double nanosOfOne;

    /// @param threads that hash at the same time
    /// @param places for those who wait
    /// @param nanoTime as [System#nanoTime()]
    WaitingRoom(int threads, int places, LongSupplier nanoTime, RandomGenerator random) {
        this.threads = threads;
        this.places = places;
        this.nanoTime = nanoTime;
        this.random = random;
        nanosOfOne = (double) FIRST_GUESS / threads;
    }

    /// @param waiting how many do
    /// @throws DewberryException `busy` where all places are taken, or the last one would have to wait too long
    synchronized void requirePlace(int waiting) {
        if (waiting >= places || waiting * nanosOfOne > EXPECTED_WAIT * LONGEST_WAIT.toNanos()) {
            throw refusal();
        }
    }

    /// @throws DewberryException `busy` for one who has waited too long already
    synchronized void requirePatience(long waitedNanos) {
        if (waitedNanos > LONGEST_WAIT.toNanos()) {
            throw refusal();
        }
    }

    /// @param nanos what the hash took
    /// @param waiting how many are left who wait
    synchronized void served(long nanos, int waiting) {
        nanosOfOne += SMOOTHING * ((double) nanos / threads - nanosOfOne);
        if (waiting == 0) {
            turns.over();
        }
    }

    /// `busy`, with a turn.
    synchronized DewberryException refusal() {
        long wait = turns.next(nanoTime.getAsLong(), SOONEST, (long) (nanosOfOne * OVERBOOKED));
        if (wait >= LONGEST_TURN.toNanos()) {
            wait = random.nextLong(wait / 2, wait);
        }
        return new DewberryException(
                ErrorCode.BUSY, "too many passwords are being checked", Duration.ofNanos(wait), null);
    }
}
