package dev.dewberry.systemtests.chaos;

/// From when on an outage counts, and how long it may be.
enum Promise {
    /// What is doubled is replaced, whether or not it comes back, and what is only slow goes on: from the fault.
    REPLACED(10_000),
    /// Nothing works without it: from the moment in which it is as before.
    MENDED(5_000),
    /// Several processes have to start: from the moment in which all of them are ready.
    STARTED(5_000);

    /// The short run shares its machine with a build, and is there for what is lost, not for the last second.
    private static final long LEEWAY_MILLIS = Integer.getInteger("dewberry.chaos.minutes", 0) == 0 ? 5_000 : 0;

    private final long mostMillis;

    Promise(long mostMillis) {
        this.mostMillis = mostMillis;
    }

    boolean isKept(Round round) {
        long most = mostMillis + LEEWAY_MILLIS;
        return switch (this) {
            case REPLACED -> round.outage() <= most;
            case MENDED -> round.afterHealing() <= most;
            case STARTED -> round.afterStart() <= most;
        };
    }
}
