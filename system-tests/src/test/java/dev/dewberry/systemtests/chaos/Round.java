package dev.dewberry.systemtests.chaos;

/// A fault and how long it was felt, in milliseconds since 1970.
///
/// @param recovered when something that was written after the fault was acknowledged in every conversation, to
/// everybody
/// who writes to it
/// @param ended when also all processes were ready
record Round(Fault fault, long provoked, long healed, long recovered, long ended) {

    /// From the fault until everybody could write again.
    long outage() {
        return recovered - provoked;
    }

    /// The part of it after the fault was healed.
    long afterHealing() {
        return Math.max(0, recovered - healed);
    }

    boolean isPromiseKept() {
        return fault.promise().isKept(this);
    }
}
