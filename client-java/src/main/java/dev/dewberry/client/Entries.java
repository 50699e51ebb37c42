package dev.dewberry.client;

import java.net.URI;
import java.util.List;

/// The addresses of one installation. The one that worked last is tried first. Thread-safe.
final class Entries {

    private final List<URI> addresses;
    private int current;

    Entries(List<URI> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("at least one entry address is needed");
        }
        this.addresses = List.copyOf(addresses);
    }

    int count() {
        return addresses.size();
    }

    synchronized URI current() {
        return addresses.get(current);
    }

    /// Moves on from an address that failed; where another call did so already, there is nothing to do.
    synchronized void failed(URI address) {
        if (addresses.get(current).equals(address)) {
            current = (current + 1) % addresses.size();
        }
    }
}
