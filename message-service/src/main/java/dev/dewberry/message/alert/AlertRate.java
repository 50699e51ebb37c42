package dev.dewberry.message.alert;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/// How many alerts a conversation is told: some at once, and past that one every now and then, since nobody reads a
/// hundred of them, and everybody's devices ring for each. The last few are kept for critical ones. It goes by
/// the time that has passed and not by the clock, which a board may set. Each replica counts for itself. Thread-safe.
final class AlertRate {

    static final int AT_ONCE = 20;
    static final int FOR_CRITICAL = 5;
    static final Duration EVERY = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private int room = AT_ONCE;
    private long counted;
    private int heldBack;

    AlertRate(LongSupplier nanos) {
        this.nanos = nanos;
        counted = nanos.getAsLong();
    }

    /// @return how many were held back since the last one that was let through, or nothing where this one is held back
    synchronized OptionalInt admit(boolean critical) {
        long grown = (nanos.getAsLong() - counted) / EVERY.toNanos();
        counted += grown * EVERY.toNanos();
        room = (int) Math.min(AT_ONCE, room + grown);
        if (room <= (critical ? 0 : FOR_CRITICAL)) {
            heldBack++;
            return OptionalInt.empty();
        }
        room--;
        int before = heldBack;
        heldBack = 0;
        return OptionalInt.of(before);
    }
}
