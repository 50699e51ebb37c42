package dev.dewberry.systemtests.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Several faults at the same moment, as far as one can. Healed one after the other, in this order.
///
/// @param kind of them together
record Together(String kind, List<Fault> faults) implements Fault {

    @Override
    public String name() {
        return kind + ": " + faults.stream().map(Fault::name).collect(Collectors.joining(", "));
    }

    @Override
    public Promise promise() {
        return Promise.STARTED;
    }

    @Override
    public void provoke() {
        List<Thread> threads = new ArrayList<>();
        faults.forEach(fault -> threads.add(Thread.startVirtualThread(fault::provoke)));
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void heal() {
        faults.forEach(Fault::heal);
    }
}
