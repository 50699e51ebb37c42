package dev.dewberry.bench.scenario;

import dev.dewberry.bench.report.Findings;

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

    void run(Stage stage, Findings findings) throws InterruptedException;
}
