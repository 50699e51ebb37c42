package dev.dewberry.bench.scenario;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.system.Internals;
import dev.dewberry.bench.system.Internals.Started;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// One service after the other is killed, and the launcher starts it again, with the core to itself.
final class Start implements Scenario {
    private static final List<String> SERVICES = List.of("auth", "storage", "presence", "message", "gateway");

    @Override
    public String summary() {
        return "Each service is killed and started again: seconds from the start of its process until it is ready.";
    }

    @Override
    public String usage() {
        return "--times 5 (of each) --seconds 5 (of rest before each) --limit-seconds 6 (the slowest service's median)";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        Internals system = stage.system().internals();
        if (system == null) {
            throw new BenchException("'start' kills services, which it can only do with a system of its own");
        }
        int times = Math.max(1, stage.options().count("times", 5));
        double slowest = 0;
        for (String service : SERVICES) {
            List<Started> starts = new ArrayList<>();
            for (int time = 0; time < times; time++) {
                stage.pause(stage.options().number("seconds", 5));
                starts.add(system.killAndAwait(service));
            }
            starts.sort(Comparator.comparingDouble(Started::seconds));
            Started median = starts.get(times / 2);
            slowest = Math.max(slowest, median.seconds());
            findings.figure(service + ", seconds until ready, median", median.seconds());
            findings.figure(
                    service + ", seconds until ready, slowest", starts.getLast().seconds());
            findings.figure(service + ", CPU seconds until ready", median.cpuSeconds());
        }
        stage.limits().atMost("the slowest service's start in seconds", slowest, "limit-seconds", 6);
    }
}
