package dev.dewberry.systemtests.chaos;

import dev.dewberry.systemtests.cluster.Role;
import java.time.Duration;

/// A fault that lasts longer than any lease and any patience.
record Lasting(Fault fault, Duration shortest) implements Fault {

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

    /// A gateway that stands still keeps its clients until they have waited 12 s for an answer, and nobody here takes
    /// it
    /// out of the balancer, as a kubelet does, so that some come back to it: what counts is when it goes on.
    @Override
    public Promise promise() {
        return kind().endsWith("freeze " + Role.GATEWAY.label()) ? Promise.MENDED : fault.promise();
    }
}
