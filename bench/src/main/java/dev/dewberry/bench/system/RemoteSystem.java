package dev.dewberry.bench.system;

import dev.dewberry.bench.tls.ClientTls;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A system that somebody else started: only what the clients see can be measured.
public record RemoteSystem(
        URI base,
        String adminUsername,
        String adminPassword,
        @Nullable ClientTls tls) implements SystemUnderTest {
    /// Over TLS where the address says so, with a certificate that the JDK trusts.
    public RemoteSystem(URI base, String adminUsername, String adminPassword) {
        this(base, adminUsername, adminPassword, "https".equals(base.getScheme()) ? new ClientTls(null) : null);
    }

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
