package dev.dewberry.bench.system;

import java.net.URI;
import java.util.List;

/// A system that somebody else started: only what the clients see can be measured.
public record RemoteSystem(URI base, String adminUsername, String adminPassword) implements SystemUnderTest {
    @Override
    public List<ServerProcess> processes() {
        return List.of();
    }

    @Override
    public String describe() {
        return "a system at " + base + "; not started by the bench";
    }

    @Override
    public String toString() {
        return "RemoteSystem[" + base + "]";
    }

    @Override
    public void close() {
        // Not ours to stop.
    }
}
