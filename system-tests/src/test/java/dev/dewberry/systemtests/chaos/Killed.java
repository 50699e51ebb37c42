package dev.dewberry.systemtests.chaos;

/// SIGKILL, and started again when it is healed.
record Killed(Victim victim) implements Fault {

    @Override
    public String name() {
        return "kill " + victim.name();
    }

    @Override
    public String kind() {
        return "kill " + victim.kind();
    }

    @Override
    public void provoke() {
        victim.kill().run();
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
