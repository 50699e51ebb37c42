package dev.dewberry.platform.time;

/// The machine's own counter, which nobody sets: for how long something takes or has to wait, where a clock that is
/// set must not matter. Thread-safe.
@FunctionalInterface
public interface Counter {

    Counter SYSTEM = System::nanoTime;

    /// Nanoseconds since no moment in particular.
    long nanos();
}
