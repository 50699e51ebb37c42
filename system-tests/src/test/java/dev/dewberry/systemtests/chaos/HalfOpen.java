package dev.dewberry.systemtests.chaos;

import dev.dewberry.systemtests.cluster.Wire;
import dev.dewberry.systemtests.cluster.Wire.Direction;

/// A firewall forgets the connections: nothing comes through, neither end is told, and what was sent is gone.
record HalfOpen(Wire wire) implements Fault {

    @Override
    public String name() {
        return "half-open, " + wire;
    }

    @Override
    public String kind() {
        return "half-open";
    }

    @Override
    public void provoke() {
        wire.silence(Direction.TO_SERVER);
        wire.silence(Direction.TO_CLIENT);
    }

    @Override
    public void heal() {
        wire.cut();
        wire.mend();
    }
}
