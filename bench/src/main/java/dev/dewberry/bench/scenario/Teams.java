package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import java.util.ArrayList;
import java.util.List;

/// Many small groups, each user in one.
final class Teams implements Scenario {
    private static final double LIMIT_MS = 60;

    @Override
    public String summary() {
        return "Many small groups, each user in one.";
    }

    @Override
    public String usage() {
        return "--users 4000 --group-size 10 --rate 400 --warmup 60 --seconds 60 --limit-ms 60";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 4000));
        int size = Math.max(2, stage.options().count("group-size", 10));
        stage.say("making %d groups", people.size() / size);
        var teams = new ArrayList<Conversation>();
        for (int from = 0; from + size <= people.size(); from += size) {
            teams.add(stage.group("team " + from / size, people.subList(from, from + size)));
        }
        Load load = stage.load();
        findings.figure("seconds to connect all", stage.connect(people));
        Phase phase = stage.measure(
                load,
                Plan.anybodyIn(teams),
                "teams",
                stage.options().number("rate", 400),
                stage.options().number("warmup", 60),
                stage.options().number("seconds", 60));
        findings.phase(phase);
        stage.limits().phase(phase, LIMIT_MS);
        stage.verify(load);
    }
}
