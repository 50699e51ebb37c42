package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Everybody comes back after a while away, with messages missed in several groups, while some who stayed go on
/// chatting.
final class Catchup implements Scenario {
    private static final double LIMIT_MS = 200;

    @Override
    public String summary() {
        return "4,000 were away, each missed messages in several groups, and all come back at once and sync to the end, while others chat.";
    }

    @Override
    public String usage() {
        return "--users 4000 --missed 50 (each) --groups 5 (each in so many) --group-size 40 --rate 100 (of making them) --live 200"
                + " --live-rate 50 --reconnect-within 120 --limit-ms 200 (delivery p99 of the live)";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> live = stage.people(stage.options().count("live", 200));
        List<Client> away = stage.people(stage.options().count("users", 4000));
        List<Conversation> chats = stage.pairs(live);
        List<Conversation> groups = groups(stage, live, away);
        Load load = stage.loadWithSync();
        stage.connect(live);
        stage.connect(away);
        stage.pause(2);
        stage.leave(away);
        miss(stage, load, groups, findings);
        var comingBack = new Return(stage, away, stage.options().number("reconnect-within", 120));
        long before = stage.swarm().tally().recovered;
        Phase phase = comingBack.amid(chats, load, stage.options().number("warmup", 10), findings);
        findings.figure("events caught up with", stage.swarm().tally().recovered - before);
        stage.limits().phase(phase, LIMIT_MS);
        stage.verify(load);
    }

    /// Each of those who go is in `--groups` groups, each time with others, and with one who stays and can write.
    private static List<Conversation> groups(Stage stage, List<Client> stay, List<Client> go)
            throws InterruptedException {
        int layers = stage.options().count("groups", 5);
        int size = Math.max(2, stage.options().count("group-size", 40));
        stage.say("making %d groups", layers * ((go.size() + size - 1) / size));
        var groups = new ArrayList<Conversation>();
        var shuffled = new ArrayList<>(go);
        for (int layer = 0; layer < layers; layer++) {
            Collections.shuffle(shuffled, new Random(layer));
            for (int from = 0; from < shuffled.size(); from += size) {
                var members = new ArrayList<Client>();
                members.add(stay.get(groups.size() % stay.size()));
                members.addAll(shuffled.subList(from, Math.min(shuffled.size(), from + size)));
                groups.add(stage.group("group " + groups.size(), members));
            }
        }
        return groups;
    }

    /// Writes into every group in turn, at a rate that the system bears, until everybody has missed enough.
    private static void miss(Stage stage, Load load, List<Conversation> groups, Findings findings)
            throws InterruptedException {
        int missed = stage.options().count("missed", 50);
        int layers = stage.options().count("groups", 5);
        int rounds = Math.max(1, missed / layers);
        var steps = new ArrayList<Plan.Step>();
        for (int round = 0; round < rounds; round++) {
            for (Conversation group : groups) {
                steps.add(new Plan.Step(group.members().getFirst(), group));
            }
        }
        double rate = stage.options().number("rate", 100);
        stage.say("%d messages are missed by those who are away, at %.0f/s", steps.size(), rate);
        load.sendAll(Plan.inTurn(steps.iterator()), rate);
        boolean unusedInTime = stage.await(() -> (int) (steps.size() - load.acked()), 30);
        findings.figure("messages missed by each", rounds * layers);
    }
}
