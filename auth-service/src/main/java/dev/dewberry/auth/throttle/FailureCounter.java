package dev.dewberry.auth.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.dewberry.platform.time.Counter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Failures by key, forgotten one by one as time goes by. Past the free ones, each failure doubles the delay before
/// the next attempt, and of the attempts that come at its end only one may go: else a burst would be worth as many
/// guesses as it has. Thread-safe, bounded in memory; each instance of the service counts for itself, and by the
/// machine's counter: a clock that is set back locks nobody out, and one that is put forward forgets nothing.
final class FailureCounter {

    /// Doubling further would overflow, and every rule has reached its maximum long before.
    private static final int MAX_DOUBLINGS = 30;

    private final ThrottleProperties.Rule rule;
    private final Counter counter;
    private final Cache<String, Failures> failures;

    FailureCounter(ThrottleProperties.Rule rule, int entries, Counter counter) {
        this.rule = rule;
        this.counter = counter;
        this.failures = Caffeine.newBuilder().maximumSize(entries).build();
    }

    /// @param since from when on the next failure is to be forgotten, in milliseconds
    /// @param blockedUntil when the next attempt may go, in milliseconds
    private record Failures(int count, long since, long blockedUntil) {}

    /// Zero where the attempt may go on; else how long to wait.
    Duration attempt(String key) {
        long now = millis();
        long[] wait = {0};
        failures.asMap().computeIfPresent(key, (k, known) -> {
            Failures present = forget(known, now);
            if (present.count() == 0) {
                return null;
            }
            if (present.count() < rule.free()) {
                return present;
            }
            if (present.blockedUntil() > now) {
                wait[0] = present.blockedUntil() - now;
                return present;
            }
            return new Failures(present.count(), present.since(), now + delay(present.count()));
        });
        return Duration.ofMillis(wait[0]);
    }

    void failed(String key) {
        long now = millis();
        failures.asMap().compute(key, (k, known) -> {
            Failures present = known == null ? new Failures(0, now, now) : forget(known, now);
            int count = present.count() + 1;
            return new Failures(count, present.since(), now + delay(count));
        });
    }

    void forget(String key) {
        failures.invalidate(key);
    }

    private Failures forget(Failures known, long now) {
        long every = rule.forgetEvery().toMillis();
        long forgotten = (now - known.since()) / every;
        if (forgotten >= known.count()) {
            return new Failures(0, now, known.blockedUntil());
        }
        return new Failures(known.count() - (int) forgotten, known.since() + forgotten * every, known.blockedUntil());
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(counter.nanos());
    }

    private long delay(int count) {
        if (count < rule.free()) {
            return 0;
        }
        int doublings = Math.min(MAX_DOUBLINGS, count - rule.free());
        return Math.min(rule.maxDelay().toMillis(), rule.firstDelay().toMillis() << doublings);
    }
}
