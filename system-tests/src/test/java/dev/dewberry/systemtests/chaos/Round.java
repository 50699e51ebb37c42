package dev.dewberry.systemtests.chaos;

/// A fault and how long it was felt, in milliseconds since 1970.
///
/// @param last the last one to be acknowledged something that he wrote after the fault, of all writers in
///     all their conversations
/// @param started when all processes said that they are ready
/// @param ended when also everybody who looks on was connected
record Round(Fault fault, long provoked, long healed, long started, Crowd.Last last, long ended) {

    /// From the fault until everybody could write again.
    long outage() {
        return last.at() - provoked;
    }

    /// The part of it after the fault was healed.
    long afterHealing() {
        return Math.max(0, last.at() - healed);
    }

    /// The part of it after all processes were ready.
    long afterStart() {
        return Math.max(0, last.at() - started);
    }

    boolean isPromiseKept() {
        return fault.promise().isKept(this);
    }
}
