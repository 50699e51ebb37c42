package dev.dewberry.systemtests.chaos;

/// SIGSTOP, then SIGCONT: it goes on in the middle of what it did, as if nothing had happened.
record Frozen(Victim victim) implements Fault {

    @Override
    public String name() {
        return "freeze " + victim.name();
    }

    @Override
    public String kind() {
        return "freeze " + victim.kind();
    }

    @Override
    public void provoke() {
        victim.freeze();
    }

    @Override
    public void heal() {
        victim.thaw();
    }

    @Override
    public Promise promise() {
        return victim.promise();
    }
}
