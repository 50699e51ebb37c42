package dev.dewberry.client;

import java.time.Duration;
import java.util.Random;

/// Exponential back-off with full jitter: any time between zero and the ceiling, which doubles with each failure.
/// Clients that lost their server at the same moment so come back spread out. Loop-confined.
final class Backoff {

    private final Duration first;
    private final Duration ceiling;
    private final Random random;
    private int failures;

    Backoff(Duration first, Duration ceiling, Random random) {
        this.first = first;
        this.ceiling = ceiling;
        this.random = random;
    }

    Duration next() {
        // 2^16 times the first delay is past any sensible ceiling; more would overflow.
        long bound = Math.min(ceiling.toMillis(), first.toMillis() << Math.min(failures, 16));
        failures++;
        return Duration.ofMillis(below(bound + 1));
    }

    /// A delay that respects what a server asked for: at least that, and up to half as much again.
    Duration next(long serverMillis) {
        return Duration.ofMillis(serverMillis + below(serverMillis / 2 + 1)).plus(next());
    }

    /// A random time in a range that a server gave.
    Duration within(long minMillis, long maxMillis) {
        return Duration.ofMillis(minMillis >= maxMillis ? minMillis : minMillis + below(maxMillis - minMillis + 1));
    }

    /// The server asked for a pause: the next delays start high.
    void harder() {
        failures = Math.max(failures, 5);
    }

    void reset() {
        failures = 0;
    }

    /// `Random.nextLong(bound)` is missing on older Androids.
    private long below(long bound) {
        return (long) (random.nextDouble() * bound);
    }
}
