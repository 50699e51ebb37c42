package dev.dewberry.presence.shown;

class MemoryShownPresenceTest implements ShownPresenceContract {

    private final ShownPresence shown = new MemoryShownPresence();

    @Override
    public ShownPresence shown() {
        return shown;
    }
}
