package dev.dewberry.bench.system;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.tls.ClientTls;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The system that is measured.
public interface SystemUnderTest extends AutoCloseable {
    URI base();

    String adminUsername();

    String adminPassword();

    /// Its processes on this machine at this moment; none where it runs elsewhere.
    List<ServerProcess> processes();

    /// How it is spoken to, or null where it speaks plain HTTP.
    default @Nullable ClientTls tls() {
        return null;
    }

    /// A look into its Redis, or null where that is not to be had; to be closed.
    default @Nullable RedisGauge redis() {
        return null;
    }

    /// Its inside, or null where it runs elsewhere.
    default @Nullable Internals internals() {
        return null;
    }

    /// Makes its disk as slow as it was started to be, as it is at first, or leaves it as it is.
    default void slowDisk(boolean slow) {
        throw new BenchException("The disk of " + describe() + " is not in our hands");
    }

    /// What the system itself has to say at the end of a run, for the report.
    default Map<String, Object> figures() {
        return Map.of();
    }

    /// In words for the report.
    String describe();

    @Override
    void close();
}
