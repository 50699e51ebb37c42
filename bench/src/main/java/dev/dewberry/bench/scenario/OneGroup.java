package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import java.util.List;

/// Everybody online is in one group, few write.
final class OneGroup implements Scenario {
    private final String summary;
    private final int users;
    private final double rate;
    private final double limitMs;

    private OneGroup(String summary, int users, double rate, double limitMs) {
        this.summary = summary;
        this.users = users;
        this.rate = rate;
        this.limitMs = limitMs;
    }

    static OneGroup free() {
        return new OneGroup("Everybody online is in one group, and few write.", 4000, 5, 400);
    }

    static OneGroup townhall() {
        return new OneGroup(
                "A town hall: 4,000 are in one group, and 5 messages a second go to all of them.", 4000, 5, 400);
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public String usage() {
        return "--users %d --rate %.0f --warmup 20 --seconds 60 --limit-ms %.0f".formatted(users, rate, limitMs);
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", users));
        Conversation everybody = stage.group("town hall", people);
        Load load = stage.load();
        findings.figure("seconds to connect all", stage.connect(people));
        Phase phase = stage.measure(
                load,
                Plan.anybodyIn(List.of(everybody)),
                "one group",
                stage.options().number("rate", rate),
                stage.options().number("warmup", 20),
                stage.options().number("seconds", 60));
        findings.phase(phase);
        findings.figure("deliveries per second", phase.deliveredPerSecond());
        findings.figure("marks that the receivers sent per second", phase.marksPerSecond());
        stage.limits().phase(phase, limitMs);
        stage.verify(load);
    }
}
