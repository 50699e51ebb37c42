package dev.dewberry.systemtests.chaos;

import java.time.Duration;

/// A fault that lasts longer than any lease and any patience.
///
/// @param promise may be another one than that of the short fault
record Lasting(Fault fault, Duration shortest, Promise promise) implements Fault {

    @Override
    public String name() {
        return "long: " + fault.name();
    }

    @Override
    public String kind() {
        return "long: " + fault.kind();
    }

    @Override
    public void provoke() {
        fault.provoke();
    }

    @Override
    public void heal() {
        fault.heal();
    }
}
