package dev.dewberry.presence.seen;

class MemoryLastSeenStoreTest implements LastSeenStoreContract {

    private final LastSeenStore store = new MemoryLastSeenStore();

    @Override
    public LastSeenStore store() {
        return store;
    }
}
