package dev.dewberry.client;

import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Exponential back-off with full jitter: any time between zero and the ceiling, which doubles with each failure.
/// Clients that lost their server at the same moment so come back spread out. Loop-confined.
final class Backoff {

    /// What a server asks for is cut to this: a wrong number must neither overflow nor keep a client away for ever.
    private static final long LONGEST_ASKED_MILLIS = 3_600_000;

    private static final long LEAST_AGAIN_MILLIS = 20;
    private static final long MOST_AGAIN_MILLIS = 1000;

    private final Duration first;
    private final Duration ceiling;
    private final Random random;
    private int failures;

    Backoff(Duration first, Duration ceiling, Random random) {
        this.first = first;
        this.ceiling = ceiling;
        this.random = random;
    }

    /// For what is asked again on a living connection.
    static Backoff ofRequests() {
        // Not the cryptographic one: jitter is no secret.
        return new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), new Random());
    }

    Duration next() {
        return Duration.ofMillis(below(raise() + 1));
    }

    /// A delay that respects what a server asked for: at least that, and up to half as much again.
    Duration next(long serverMillis) {
        long asked = sane(serverMillis);
        return Duration.ofMillis(asked + below(asked / 2 + 1)).plus(next());
    }

    /// Before a request is asked again on the same connection: just what the server asked for (it spreads its
    /// clients itself), or else the upper half of the range, since "at once" is no pause.
    Duration again(@Nullable Long serverMillis) {
        if (serverMillis == null) {
            long bound = raise();
            return Duration.ofMillis(bound - below(bound / 2 + 1));
        }
        // A server that asks for no time at all, again and again, gets some nevertheless.
        long least = Math.min(MOST_AGAIN_MILLIS, LEAST_AGAIN_MILLIS << Math.min(failures, 16));
        failures++;
        return Duration.ofMillis(Math.max(least, sane(serverMillis)));
    }

    /// A random time in a range that a server gave.
    Duration within(long minMillis, long maxMillis) {
        long min = sane(minMillis);
        long max = sane(maxMillis);
        return Duration.ofMillis(min >= max ? min : min + below(max - min + 1));
    }

    /// How often in a row it had to wait since the last [#reset()].
    int failures() {
        return failures;
    }

    /// A failure without a delay.
    void count() {
        failures++;
    }

    /// The server asked for a pause: the next delays start high.
    void harder() {
        failures = Math.max(failures, 5);
    }

    void reset() {
        failures = 0;
    }

    private long raise() {
        // 2^16 times the first delay is past any sensible ceiling; more would overflow.
        long bound = Math.min(ceiling.toMillis(), first.toMillis() << Math.min(failures, 16));
        failures++;
        return bound;
    }

    private static long sane(long serverMillis) {
        return Math.max(0, Math.min(serverMillis, LONGEST_ASKED_MILLIS));
    }

    /// `Random.nextLong(bound)` is missing on older Androids.
    private long below(long bound) {
        return (long) (random.nextDouble() * bound);
    }
}
