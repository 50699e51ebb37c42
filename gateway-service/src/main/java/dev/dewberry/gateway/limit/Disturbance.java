package dev.dewberry.gateway.limit;

import java.time.Duration;
import java.util.function.LongSupplier;

/// What those who write notice of those who come: how long the sends of clients wait that have been here for a while.
/// Who has just come himself is not asked. When everybody lost his connection, everybody's sends are slow because
/// everybody comes; to keep the others out longer for it helped nobody and made a storm of 16 s one of 28. Thread-safe.
public final class Disturbance {

    private static final long WINDOW = Duration.ofMillis(250).toNanos();
    /// What a send may wait before those who come are held up for it.
    private static final long UNDISTURBED = Duration.ofMillis(20).toNanos();

    private static final double SLOWEST = 4;

    private final LongSupplier clock;
    private int waiting;
    /// Of those that wait. It may overflow, which no difference minds.
    private long sumOfBegins;
    private long windowEnd;
    private int ends;
    private long waited;
    private long lately;

    /// @param clock in [Ticks]
    public Disturbance(LongSupplier clock) {
        this.clock = clock;
    }

    public synchronized void begun(long began) {
        waiting++;
        sumOfBegins += began;
    }

    /// One got its outcome.
    public synchronized void ended(long began, long now) {
        roll(now);
        ends++;
        waited += now - began;
        abandoned(began);
    }

    /// Nobody waits for one any more.
    public synchronized void abandoned(long began) {
        waiting--;
        sumOfBegins -= began;
    }

    /// How many times as long as usual those have to wait who come, or catch up, so that those who write do not:
    /// the more the sends of the last moment waited, or have waited so far, the longer.
    ///
    /// @return 1 to 4
    public synchronized double slowdown() {
        long now = clock.getAsLong();
        roll(now);
        long soFar = waiting == 0 ? 0 : (waiting * now - sumOfBegins) / waiting;
        return Math.clamp((double) Math.max(lately, soFar) / UNDISTURBED, 1, SLOWEST);
    }

    private void roll(long now) {
        if (now < windowEnd) {
            return;
        }
        lately = ends == 0 ? 0 : waited / ends;
        ends = 0;
        waited = 0;
        windowEnd = now + WINDOW;
    }
}
