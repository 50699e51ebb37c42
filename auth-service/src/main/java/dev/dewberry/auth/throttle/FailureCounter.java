package dev.dewberry.auth.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;

/// Failures by key, forgotten one by one as time goes by. Past the free ones, each failure doubles the delay before the next
/// attempt, and of the attempts that come at its end only one may go: else a burst would be worth as many guesses as it
/// has. Thread-safe, bounded in memory; each instance of the service counts for itself.
final class FailureCounter {

    /// Doubling further would overflow, and every rule has reached its maximum long before.
    private static final int MAX_DOUBLINGS = 30;

    private final ThrottleProperties.Rule rule;
    private final Clock clock;
    private final Cache<String, Failures> failures;

    FailureCounter(ThrottleProperties.Rule rule, int entries, Clock clock) {
        this.rule = rule;
        this.clock = clock;
        this.failures = Caffeine.newBuilder().maximumSize(entries).build();
    }

    /// @param count as of `at`
    /// @param blockedUntil when the next attempt may go, in milliseconds
    private record Failures(double count, long at, long blockedUntil) {}

    /// Zero where the attempt may go on; else how long to wait.
    Duration attempt(String key) {
        long now = clock.millis();
        long[] wait = {0};
        failures.asMap().computeIfPresent(key, (k, known) -> {
            Failures present = forget(known, now);
            if (present.count() <= 0) {
                return null;
            }
            if (present.count() < rule.free()) {
                return present;
            }
            if (present.blockedUntil() > now) {
                wait[0] = present.blockedUntil() - now;
                return present;
            }
            return new Failures(present.count(), now, now + delay(present.count()));
        });
        return Duration.ofMillis(wait[0]);
    }

    void failed(String key) {
        long now = clock.millis();
        failures.asMap().compute(key, (k, known) -> {
            double count = 1 + (known == null ? 0 : forget(known, now).count());
            return new Failures(count, now, now + delay(count));
        });
    }

    void forget(String key) {
        failures.invalidate(key);
    }

    private Failures forget(Failures known, long now) {
        double forgotten = (double) (now - known.at()) / rule.forgetEvery().toMillis();
        // A clock that was set back forgets nothing.
        return new Failures(known.count() - Math.max(0, forgotten), now, known.blockedUntil());
    }

    private long delay(double count) {
        if (count < rule.free()) {
            return 0;
        }
        int doublings = (int) Math.min(MAX_DOUBLINGS, count - rule.free());
        return Math.min(
                rule.maxDelay().toMillis(), rule.firstDelay().toMillis() << doublings);
    }
}
