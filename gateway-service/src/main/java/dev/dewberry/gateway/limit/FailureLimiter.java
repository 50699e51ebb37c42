package dev.dewberry.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Counts the failures of a client address: forged tokens, broken frames, handshakes that are none or
/// never end. Successes cost nothing, and neither does a token that was good once, so that a whole
/// school behind one address is no trouble. Past its failures an address is slowed, not shut out: those
/// behind it with whom nothing is wrong still get in, while whoever goes on failing takes no more than
/// that small share of what the others have. Thread-safe, and bounded: the addresses of longest ago are
/// forgotten.
public final class FailureLimiter {

    private static final int MAX_ADDRESSES = 20_000;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Cache<String, Account> addresses;
    private final long interval;
    private final int burst;
    private final int slowedPerSecond;

    /// @param perMinute failures that an address may have in the long run
    /// @param burst failures that it may have at once
    /// @param slowedPerSecond attempts that it has in a second while it is above that
    public FailureLimiter(int perMinute, int burst, int slowedPerSecond) {
        this.interval = Duration.ofMinutes(1).toNanos() / perMinute;
        this.burst = burst;
        this.slowedPerSecond = slowedPerSecond;
        this.addresses = Caffeine.newBuilder()
                .maximumSize(MAX_ADDRESSES)
                .expireAfterWrite(Duration.ofNanos(interval * (burst + 1)))
                .build();
    }

    /// @param address the client's own address, or `null` where it is not known: then nothing is
    ///     counted
    public void failed(@Nullable String address, long now) {
        if (address == null) {
            return;
        }
        Account account = addresses.asMap().compute(address, (key, known) -> known == null ? new Account() : known);
        synchronized (account) {
            // At the bound nothing is added: the time until all is forgiven does not grow without end.
            account.failures.take(now, interval, burst);
        }
    }

    /// Asked before each attempt. Past its failures, an address uses up a part of its share by asking.
    ///
    /// @return 0 where the attempt may go on, else the nanoseconds after which to come again
    public long refusedFor(@Nullable String address, long now) {
        Account account = address == null ? null : addresses.getIfPresent(address);
        if (account == null) {
            return 0;
        }
        synchronized (account) {
            if (account.failures.take(now, interval, burst) == 0) {
                account.failures.giveBack(interval);
                return 0;
            }
            return account.attempts.take(now, SECOND / slowedPerSecond, slowedPerSecond);
        }
    }

    /// Guarded by itself.
    private static final class Account {
        private final TokenBucket failures = new TokenBucket();
        private final TokenBucket attempts = new TokenBucket();
    }
}
