package dev.dewberry.gateway.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;

/// What has to wait when there is too much to do: messages come before marks, marks before typing, typing before
/// presence. One measurement decides, how long the sends wait; the less a kind matters, the shorter a wait
/// of theirs is enough to leave it. Thread-safe.
public final class Precedence {

    /// By the share of the longest queue from which a kind is left; in the order in which that happens.
    public enum Kind {
        PRESENCE(0.25),
        TYPING(0.5),
        MARKS(0.75),
        SENDS(1);

        private final double share;

        Kind(double share) {
            this.share = share;
        }
    }

    private final Congestion sends;
    private final long longestQueue;
    private final LongSupplier clock;
    private final Backoff backoff = new Backoff();
    /// By the ordinals of the kinds.
    private final Counter[] shed;

    /// @param sends where it is told what becomes of them
    /// @param longestQueue what even the quickest send may wait before others are refused
    /// @param clock in [Ticks]
    public Precedence(Congestion sends, Duration longestQueue, LongSupplier clock, MeterRegistry meters) {
        this.sends = sends;
        this.longestQueue = longestQueue.toNanos();
        this.clock = clock;
        this.shed = Arrays.stream(Kind.values())
                .map(kind -> meters.counter(
                        "dewberry.gateway.shed", "kind", kind.name().toLowerCase(Locale.ROOT)))
                .toArray(Counter[]::new);
        Gauge.builder("dewberry.gateway.standing.queue", this, Precedence::standingSeconds)
                .description("How long even the quickest send of the last moment waited")
                .baseUnit("seconds")
                .register(meters);
    }

    private double standingSeconds() {
        return sends.standing(clock.getAsLong()) / 1e9;
    }

    /// Whether one more of these would only make others wait that matter more, or as much.
    public boolean isShed(Kind kind) {
        return sends.standing(clock.getAsLong()) > longestQueue * kind.share;
    }

    /// The same for one that is left, or refused, if so.
    public boolean sheds(Kind kind) {
        boolean left = isShed(kind);
        if (left) {
            count(kind, 1);
        }
        return left;
    }

    /// For one who is told `busy` now: when to come again.
    ///
    /// @return milliseconds; the more are told so, the more
    public long retryAfterMillis() {
        return backoff.millis(clock.getAsLong());
    }

    /// How far apart the requests of one client that are told `busy` are to come again.
    ///
    /// @return milliseconds; more, the more are told so
    public long apartMillis() {
        return backoff.apartMillis();
    }

    /// So many were left, or have to wait.
    public void count(Kind kind, int howMany) {
        shed[kind.ordinal()].increment(howMany);
    }
}
