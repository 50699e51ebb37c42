package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import java.util.List;

/// A town hall: everybody in one group, few write.
final class OneGroup implements Scenario {
    private static final double LIMIT_MS = 400;

    @Override
    public String summary() {
        return "A town hall: everybody online is in one group, and few write.";
    }

    @Override
    public String usage() {
        return "--users 4000 --rate 5 --warmup 20 --seconds 60 --limit-ms 400";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 4000));
        Conversation everybody = stage.group("town hall", people);
        Load load = stage.load();
        findings.figure("seconds to connect all", stage.connect(people));
        Phase phase = stage.measure(
                load,
                Plan.anybodyIn(List.of(everybody)),
                "town hall",
                stage.options().number("rate", 5),
                stage.options().number("warmup", 20),
                stage.options().number("seconds", 60));
        findings.phase(phase);
        stage.limit(phase, LIMIT_MS);
        stage.verify(load);
    }
}
