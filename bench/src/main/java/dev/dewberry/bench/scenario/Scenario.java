package dev.dewberry.bench.scenario;

import dev.dewberry.bench.report.Findings;

/// One way to load the system.
public interface Scenario {
    /// What it does, for the report.
    String summary();

    /// Its options with their defaults, for the list of scenarios.
    String usage();

    void run(Stage stage, Findings findings) throws InterruptedException;
}
