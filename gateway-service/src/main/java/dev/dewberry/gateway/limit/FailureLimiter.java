package dev.dewberry.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Counts the failures of a client address: bad tokens, broken frames, handshakes that are none. Successes
/// cost nothing, so that a whole school behind one address is no trouble. Thread-safe, and bounded: the
/// addresses of longest ago are forgotten.
public final class FailureLimiter {

    private static final int MAX_ADDRESSES = 20_000;

    private final Cache<String, TokenBucket> failures;
    private final long interval;
    private final int burst;

    /// @param perMinute failures that an address may have in the long run
    /// @param burst failures that it may have at once
    public FailureLimiter(int perMinute, int burst) {
        this.interval = Duration.ofMinutes(1).toNanos() / perMinute;
        this.burst = burst;
        this.failures = Caffeine.newBuilder()
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
        TokenBucket bucket =
                failures.asMap().compute(address, (key, known) -> known == null ? new TokenBucket() : known);
        synchronized (bucket) {
            // At the bound nothing is added: the wait of who goes on failing does not grow without end.
            bucket.take(now, interval, burst);
        }
    }

    /// @return 0 where the address is welcome, else the nanoseconds until it is
    public long refusedFor(@Nullable String address, long now) {
        if (address == null) {
            return 0;
        }
        TokenBucket bucket = failures.getIfPresent(address);
        return bucket == null ? 0 : peek(bucket, now);
    }

    private long peek(TokenBucket bucket, long now) {
        synchronized (bucket) {
            long wait = bucket.take(now, interval, burst);
            if (wait == 0) {
                bucket.giveBack(interval);
            }
            return wait;
        }
    }
}
