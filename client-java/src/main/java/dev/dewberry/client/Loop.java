package dev.dewberry.client;

import java.time.Duration;
import java.time.Instant;

/// The one thread on which a client's state lives. All classes here that say "loop-confined" are touched by it
/// alone, and so need no locks; tests put a clock of their own in its place.
interface Loop {

    /// Runs the task later, after the tasks that were given before it.
    void execute(Runnable task);

    /// Runs the task when the delay has passed.
    Timer after(Duration delay, Runnable task);

    /// A clock that never goes back; for intervals.
    Duration uptime();

    /// The device's clock, which may be wrong: for what outlives the process, never for order.
    Instant now();

    /// Tasks that have not begun are dropped.
    void close();

    /// What [#after] gives, to call it off.
    interface Timer {
        Timer NONE = () -> {};

        void cancel();
    }
}
