package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.system.Meter;
import dev.dewberry.bench.system.Meter.Usage;
import java.util.List;

/// What open connections cost that do nothing.
final class Idle implements Scenario {
    private static final double KIB = 1024;
    private static final int STEPS = 4;

    @Override
    public String summary() {
        return "Clients connect in four steps and keep still: memory by connection, CPU.";
    }

    @Override
    public String usage() {
        return "--users 4000 --seconds 30 (after each step)";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 4000));
        stage.load();
        double seconds = stage.options().number("seconds", 30);
        Usage nobody = rest(stage, seconds);
        enter(findings, 0, nobody);
        int step = Math.max(1, people.size() / STEPS);
        for (int from = 0; from < people.size(); from += step) {
            int to = Math.min(people.size(), from + step);
            stage.connect(people.subList(from, to));
            Usage usage = rest(stage, seconds);
            enter(findings, to, usage);
            findings.figure(
                    "KiB per connection with " + to + ", gateway",
                    (usage.pssOf("gateway") - nobody.pssOf("gateway")) / KIB / to);
            findings.figure(
                    "KiB per connection with " + to + ", all", (usage.pssBytes() - nobody.pssBytes()) / KIB / to);
        }
    }

    private static Usage rest(Stage stage, double seconds) throws InterruptedException {
        Meter meter = stage.meter();
        meter.start();
        stage.pause(seconds);
        return meter.stop();
    }

    private static void enter(Findings findings, int online, Usage usage) {
        findings.figure("PSS MiB with " + online, usage.pssBytes() / KIB / KIB);
        findings.figure("share of the core with " + online, usage.cpuSeconds() / usage.seconds());
    }
}
