package dev.dewberry.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Counts the failures of a client address: forged tokens, broken frames, handshakes that are none or
/// never end. Successes cost nothing, and neither does a token that was good once, so that a whole
/// school behind one address is no trouble. Past its failures an address is slowed, not shut out: who comes
/// from it waits for his turn, so that those with whom nothing is wrong get in whoever knocks beside
/// them, while all slowed addresses together take no more than a small share of what the others have.
/// Thread-safe, and bounded: the addresses of longest ago are forgotten.
public final class FailureLimiter {

    private static final int MAX_ADDRESSES = 20_000;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_WAIT = Duration.ofSeconds(4).toNanos();
    /// Says that too many wait already.
    public static final long NO_TURN = -1;

    private final Cache<String, Account> addresses;
    private final long interval;
    private final int burst;
    private final int slowedPerSecond;
    private final int togetherPerSecond;
    /// Guarded by itself.
    private final TokenBucket together = new TokenBucket();

    /// @param perMinute failures that an address may have in the long run
    /// @param burst failures that it may have at once
    /// @param slowedPerSecond attempts that it has in a second while it is above that
    /// @param togetherPerSecond attempts of all addresses that are above that
    public FailureLimiter(int perMinute, int burst, int slowedPerSecond, int togetherPerSecond) {
        this.interval = Duration.ofMinutes(1).toNanos() / perMinute;
        this.burst = burst;
        this.slowedPerSecond = slowedPerSecond;
        this.togetherPerSecond = togetherPerSecond;
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
    /// @return the nanoseconds after which the attempt may go on, or [#NO_TURN] where it would be too long
    public long turn(@Nullable String address, long now) {
        Account account = address == null ? null : addresses.getIfPresent(address);
        if (account == null) {
            return 0;
        }
        synchronized (account) {
            if (account.failures.take(now, interval, burst) == 0) {
                account.failures.giveBack(interval);
                return 0;
            }
            long own = reserve(account.attempts, now, slowedPerSecond);
            if (own == NO_TURN) {
                return NO_TURN;
            }
            long all = reserveTogether(now);
            if (all == NO_TURN) {
                account.attempts.giveBack(SECOND / slowedPerSecond);
                return NO_TURN;
            }
            return Math.max(own, all);
        }
    }

    private long reserveTogether(long now) {
        synchronized (together) {
            return reserve(together, now, togetherPerSecond);
        }
    }

    private static long reserve(TokenBucket bucket, long now, int perSecond) {
        long wait = bucket.reserve(now, SECOND / perSecond, perSecond);
        if (wait > LONGEST_WAIT) {
            bucket.giveBack(SECOND / perSecond);
            return NO_TURN;
        }
        return wait;
    }

    /// When it may be worth while to ask again after [#NO_TURN].
    public static Duration comeAgain() {
        return Duration.ofNanos(LONGEST_WAIT / 2);
    }

    /// Guarded by itself.
    private static final class Account {
        private final TokenBucket failures = new TokenBucket();
        private final TokenBucket attempts = new TokenBucket();
    }
}
