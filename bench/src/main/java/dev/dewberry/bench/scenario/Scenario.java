package dev.dewberry.bench.scenario;

import dev.dewberry.bench.report.Findings;

/// One way to load the system.
public interface Scenario {
    /// One sentence for the report and the list of scenarios.
    String summary();

    void run(Stage stage, Findings findings) throws InterruptedException;
}
