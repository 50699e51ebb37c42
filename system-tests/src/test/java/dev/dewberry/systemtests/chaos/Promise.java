package dev.dewberry.systemtests.chaos;

/// From when on an outage counts, and how long it may be.
enum Promise {
    /// What is doubled is replaced, whether or not it comes back: from the fault. It takes 1 to 4 s.
    REPLACED(10_000),
    /// Nothing works without it: from the moment in which it answers again. It takes 1 to 5 s; the rest is for a busy
    /// machine.
    RESTARTED(8_000),
    /// The same of the bus: what was on it and is lost is answered `busy` when its gateway has noticed, 8 s after
    /// it was sent at the latest, and only then repeated.
    BUS_RESTARTED(16_000),
    /// It works again some time; how soon is reported only.
    NONE(Long.MAX_VALUE);

    private final long mostMillis;

    Promise(long mostMillis) {
        this.mostMillis = mostMillis;
    }

    boolean isKept(Round round) {
        return switch (this) {
            case REPLACED -> round.outage() <= mostMillis;
            case RESTARTED, BUS_RESTARTED -> round.afterHealing() <= mostMillis;
            case NONE -> true;
        };
    }
}
