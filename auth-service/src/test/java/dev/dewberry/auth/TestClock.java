package dev.dewberry.auth;

import dev.dewberry.platform.time.Counter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Real time, put forward by the test; and a clock that the test sets beside it.
public final class TestClock extends Clock implements Counter {

    private final AtomicLong ahead = new AtomicLong();
    private final AtomicLong set = new AtomicLong();

    /// Time passes.
    public void advance(Duration by) {
        ahead.addAndGet(by.toMillis());
    }

    /// The clock is set, and no time passes.
    public void step(Duration by) {
        set.addAndGet(by.toMillis());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(System.currentTimeMillis() + ahead.get() + set.get());
    }

    @Override
    public long nanos() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ahead.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
