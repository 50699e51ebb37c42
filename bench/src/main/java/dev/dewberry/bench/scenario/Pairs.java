package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import java.util.List;

/// An office: many are online, some write to one another.
final class Pairs implements Scenario {
    private static final double LIMIT_MS = 100;

    @Override
    public String summary() {
        return "An office: many are online, and some write to one another.";
    }

    @Override
    public String usage() {
        return "--users 4000 --rate 400 --warmup 20 --seconds 60 --limit-ms 100 (delivery p99)";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 4000));
        List<Conversation> conversations = stage.pairs(people);
        Load load = stage.load();
        findings.figure("seconds to connect all", stage.connect(people));
        Phase phase = stage.measure(
                load,
                Plan.anybodyIn(conversations),
                "one-to-one",
                stage.options().number("rate", 400),
                stage.options().number("warmup", 20),
                stage.options().number("seconds", 60));
        findings.phase(phase);
        stage.limit(phase, LIMIT_MS);
        stage.verify(load);
    }
}
