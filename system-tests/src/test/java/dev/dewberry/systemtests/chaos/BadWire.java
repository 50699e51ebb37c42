package dev.dewberry.systemtests.chaos;

import dev.dewberry.systemtests.cluster.Wire;
import java.util.List;
import java.util.function.Consumer;

/// Something in the network: slow, cut off, deaf on one side.
///
/// @param kind what is wrong with it
/// @param name of what
/// @param worsen what is done to each wire
record BadWire(String kind, String name, List<Wire> wires, Consumer<Wire> worsen, Promise promise) implements Fault {

    @Override
    public String name() {
        return kind + ", " + name;
    }

    @Override
    public void provoke() {
        wires.forEach(worsen);
    }

    @Override
    public void heal() {
        wires.forEach(Wire::mend);
    }
}
