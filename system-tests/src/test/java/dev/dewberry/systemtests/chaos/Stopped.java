package dev.dewberry.systemtests.chaos;

/// SIGTERM, as an update sends it, and started again when it is healed.
record Stopped(Victim victim) implements Fault {

    @Override
    public String name() {
        return "stop " + victim.name();
    }

    @Override
    public String kind() {
        return "stop " + victim.kind();
    }

    @Override
    public void provoke() {
        victim.stop().run();
    }

    @Override
    public void heal() {
        victim.start().run();
    }

    @Override
    public Promise promise() {
        return victim.promise();
    }
}
