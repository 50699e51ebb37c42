package dev.dewberry.systemtests.chaos;

/// From when on an outage counts, and how long it may be.
enum Promise {
    /// What is doubled is replaced, whether or not it comes back, and what is only slow goes on: from the fault.
    REPLACED(10_000),
    /// Nothing works without it: from the moment in which it is as before.
    MENDED(5_000),
    /// Several processes have to start: from the moment in which all of them are ready.
    STARTED(5_000);

    private final long mostMillis;

    Promise(long mostMillis) {
        this.mostMillis = mostMillis;
    }

    boolean isKept(Round round) {
        return switch (this) {
            case REPLACED -> round.outage() <= mostMillis;
            case MENDED -> round.afterHealing() <= mostMillis;
            case STARTED -> round.afterStart() <= mostMillis;
        };
    }
}
