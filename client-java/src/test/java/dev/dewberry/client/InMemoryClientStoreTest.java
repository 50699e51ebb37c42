package dev.dewberry.client;

class InMemoryClientStoreTest implements ClientStoreContract {

    @Override
    public ClientStore store() {
        return new InMemoryClientStore();
    }
}
