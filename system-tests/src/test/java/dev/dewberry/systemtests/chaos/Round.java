package dev.dewberry.systemtests.chaos;

/// A fault and how long it was felt, in milliseconds since 1970.
///
/// @param last the last one to be acknowledged something that he wrote after the fault, of all writers in
///     all their conversations
/// @param ended when also all processes were ready
record Round(Fault fault, long provoked, long healed, Crowd.Last last, long ended) {

    /// From the fault until everybody could write again.
    long outage() {
        return last.at() - provoked;
    }

    /// The part of it after the fault was healed.
    long afterHealing() {
        return Math.max(0, last.at() - healed);
    }

    boolean isPromiseKept() {
        return fault.promise().isKept(this);
    }
}
