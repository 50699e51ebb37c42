package dev.dewberry.bench.system;

import java.net.URI;
import java.util.List;

/// The system that is measured.
public interface SystemUnderTest extends AutoCloseable {
    URI base();

    String adminUsername();

    String adminPassword();

    /// Its processes on this machine at this moment; none where it runs elsewhere.
    List<ServerProcess> processes();

    /// In words for the report.
    String describe();

    @Override
    void close();
}
