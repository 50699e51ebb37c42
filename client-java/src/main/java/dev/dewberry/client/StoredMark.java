package dev.dewberry.client;

/// One's own marks in a conversation that the server has not confirmed.
public record StoredMark(long delivered, long read) {

    static final StoredMark NONE = new StoredMark(0, 0);

    StoredMark raised(long delivered, long read) {
        long higherRead = Math.max(this.read, read);
        return new StoredMark(Math.max(Math.max(this.delivered, delivered), higherRead), higherRead);
    }
}
