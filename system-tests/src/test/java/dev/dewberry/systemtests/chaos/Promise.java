package dev.dewberry.systemtests.chaos;

/// From when on an outage counts, and how long it may be.
enum Promise {
    /// What is doubled is replaced, whether or not it comes back: from the fault.
    REPLACED(10_000),
    /// Nothing works without it: from the moment in which it answers again.
    RESTARTED(5_000),
    /// It works again some time; how soon is reported only.
    NONE(Long.MAX_VALUE);

    private final long mostMillis;

    Promise(long mostMillis) {
        this.mostMillis = mostMillis;
    }

    boolean isKept(Round round) {
        return switch (this) {
            case REPLACED -> round.outage() <= mostMillis;
            case RESTARTED -> round.afterHealing() <= mostMillis;
            case NONE -> true;
        };
    }
}
