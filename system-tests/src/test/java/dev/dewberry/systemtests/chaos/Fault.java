package dev.dewberry.systemtests.chaos;

import java.time.Duration;

/// Something that goes wrong, and is put right again. Used once.
interface Fault {

    /// What exactly, for the report.
    String name();

    /// What sort of fault, to compare outages of the same sort.
    default String kind() {
        return name();
    }

    /// How long it has to last to be that fault.
    default Duration shortest() {
        return Duration.ZERO;
    }

    void provoke();

    /// Undoes it. Stores answer when this returns, services may still start.
    void heal();

    /// How soon every conversation has to work again.
    default Promise promise() {
        return Promise.MENDED;
    }
}
