package dev.dewberry.bench.scenario;

import dev.dewberry.bench.report.Findings;
import java.util.Map;

/// One way to load the system.
public interface Scenario {
    /// What it does, for the report.
    String summary();

    /// Its options with their defaults, for the list of scenarios.
    String usage();

    /// The least time of each wait for the disk by default; 0 for as long as the disk takes.
    default double fsyncMillis() {
        return 0;
    }

    /// Settings of the services in which this differs from what is usual, by their names in the environment.
    default Map<String, String> settings() {
        return Map.of();
    }

    void run(Stage stage, Findings findings) throws InterruptedException;
}
