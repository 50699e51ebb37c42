package dev.dewberry.bench.scenario;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.abuse.Breakage;
import dev.dewberry.bench.abuse.Horde.Shape;
import dev.dewberry.bench.abuse.Offences;
import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Well-behaved people chat while others do, one thing after the other, everything that a client must not. Every
/// address counts as a client's own, as on a network without proxies.
final class Abuse implements Scenario {
    private static final String ALL = "them";
    private static final int GROUP = 50;
    private static final int FLOOD_PER_SECOND = 100;
    /// Where the well-behaved come from.
    private static final List<String> HOME = List.of("127.0.0.2");

    private static final List<String> ABROAD =
            IntStream.rangeClosed(1, 20).mapToObj(n -> "127.0.1." + n).toList();

    @Override
    public String summary() {
        return "People chat beside clients that never read, never finish, forge tokens, flood, and send broken frames.";
    }

    @Override
    public String usage() {
        return "--users 1000 (that never read, or never finish) --flooders 10 --at-once 64 (other offenders) --live 200"
                + " --live-rate 50 --returning 10 --warmup 20 --seconds 30 (each; never-read twice) --only PHASE,PHASE"
                + " --limit-ms 200 (delivery p99 of the live) --limit-gateway-mib 450 --reconnect-within 10";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("DEWBERRY_GATEWAY_LIMITS_PEERS_ARE_CLIENTS", "true");
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> live = stage.people(stage.options().count("live", 200));
        List<Client> returning = stage.people(stage.options().count("returning", 10));
        Map<String, List<Shape>> acts = acts(stage);
        List<Conversation> chats = stage.pairs(live);
        Load load = stage.load();
        stage.connect(live);
        stage.connect(returning);
        double seconds = stage.options().number("seconds", 30);
        var beside = new Beside(stage, findings, load, Plan.anybodyIn(chats), returning);
        beside.measure("nobody", List.of(), stage.options().number("warmup", 20), seconds);
        for (Map.Entry<String, List<Shape>> act : acts.entrySet()) {
            // Those who do not read are found out when their sockets are full, and a while after that.
            double longer = act.getKey().equals("never-read") ? 2 : 1;
            beside.measure(act.getKey(), act.getValue(), 2, seconds * longer);
        }
        stage.verify(load);
    }

    private static Map<String, List<Shape>> acts(Stage stage) throws InterruptedException {
        List<Client> bad = stage.people(Math.max(3, stage.options().count("users", 1000)));
        int some = stage.options().count("at-once", 64);
        List<Client> flooders =
                bad.subList(0, Math.min(bad.size(), Math.max(2, stage.options().count("flooders", 10))));
        String token = bad.getFirst().token();
        var acts = new LinkedHashMap<String, List<Shape>>();
        acts.put(
                "never-read",
                List.of(
                        new Shape("those who never read", bad.size(), ABROAD, 1000, Offences.neverRead(bad)),
                        loud(stage, bad)));
        acts.put("half-frames", List.of(new Shape(ALL, bad.size(), ABROAD, 1000, Offences.halfDone(bad))));
        acts.put("bad-tokens", List.of(new Shape(ALL, some, ABROAD, 0, Offences.forgedToken(token))));
        acts.put("bad-tokens-at-home", List.of(new Shape(ALL, some, HOME, 0, Offences.forgedToken(token))));
        acts.put(
                "flood",
                List.of(new Shape(ALL, flooders.size(), ABROAD, 1000, Offences.flood(flooders, FLOOD_PER_SECOND))));
        acts.put("broken", List.of(new Shape(ALL, some, ABROAD, 0, Breakage.all(bad))));
        return chosen(acts, stage.options().text("only"));
    }

    private static Map<String, List<Shape>> chosen(Map<String, List<Shape>> acts, @Nullable String only) {
        if (only != null) {
            acts.keySet().retainAll(List.of(only.split(",")));
        }
        if (acts.isEmpty()) {
            throw new BenchException("abuse has no phase " + only);
        }
        return acts;
    }

    /// Those who write into the groups of those who do not read.
    private static Shape loud(Stage stage, List<Client> bad) throws InterruptedException {
        List<Client> loud = stage.people((bad.size() + GROUP - 1) / GROUP);
        var groups = new ArrayList<String>();
        for (int i = 0; i < loud.size(); i++) {
            var members = new ArrayList<>(List.of(loud.get(i)));
            members.addAll(bad.subList(i * GROUP, Math.min(bad.size(), (i + 1) * GROUP)));
            groups.add(stage.uncountedGroup("loud " + i, members));
        }
        return new Shape("those who write to them", loud.size(), HOME, 1000, Offences.loud(loud, groups));
    }
}
