package dev.dewberry.bench.scenario;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Latency;
import dev.dewberry.bench.report.Phase;
import dev.dewberry.bench.system.ServerProcess;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The gateway is killed, everybody loses the connection at the same moment and comes back, while messages go on: each
/// sends again what had no answer and syncs. As clients do, all of them have synced when they came first.
final class Storm implements Scenario {
    private static final double UNTIL_OUTAGE_SECONDS = 5;

    @Override
    public String summary() {
        return "The gateway is killed under load; all clients come back, each sends again what had no answer and syncs.";
    }

    @Override
    public String usage() {
        return "--users 4000 --warmup 60 --warmup-rate 400 --rate 50 --seconds 30 --reconnect-within 60 --kill gateway;"
                + " --kill none only cuts the connections";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 4000));
        List<Conversation> conversations = stage.pairs(people);
        Load load = stage.loadWithSync();
        stage.connect(people);
        Swarm swarm = stage.swarm();
        double warmup = stage.options().number("warmup", 60);
        double warmupRate = stage.options().number("warmup-rate", 400);
        Plan plan = Plan.anybodyIn(conversations);
        // The storm is to meet an office that works, not compilers that have just begun.
        findings.phase(stage.measure(load, plan, "before", warmupRate, 0, warmup));
        @Nullable ProcessHandle victim = victim(stage);
        swarm.onLoop(() -> {
            swarm.dialer().atOnce(people.size());
            swarm.later((long) (UNTIL_OUTAGE_SECONDS * 1000), () -> outage(swarm, people, victim));
        });
        Phase phase = stage.measure(
                load,
                plan,
                "storm",
                stage.options().number("rate", 50),
                0,
                stage.options().number("seconds", 30));
        findings.phase(phase);
        double limit = stage.options().number("reconnect-within", 60);
        boolean unusedAll = stage.await(() -> swarm.outage().unsynced(), limit);
        swarm.onLoop(() -> {
            findings.figure(
                    "clients back and synced", people.size() - swarm.outage().unsynced());
            findings.figure(
                    "seconds until the last was synced",
                    swarm.outage().toSynced().getMaxValue() / 1e6);
            findings.figure(
                    "ms from the outage to welcome", Latency.of(swarm.outage().toWelcome()));
            findings.figure(
                    "ms from the outage to synced", Latency.of(swarm.outage().toSynced()));
            findings.figure(
                    "ms from each attempt to welcome", Latency.of(swarm.dialer().toWelcome()));
            if (swarm.outage().unsynced() > 0) {
                findings.fail(swarm.outage().unsynced() + " clients were not back");
            }
        });
        stage.verify(load);
    }

    private static void outage(Swarm swarm, List<Client> people, @Nullable ProcessHandle victim) {
        swarm.dialer().resetToWelcome();
        swarm.outage().begin(people);
        if (victim == null) {
            swarm.cutAll();
        } else {
            boolean unusedAsked = victim.destroyForcibly();
        }
    }

    private static @Nullable ProcessHandle victim(Stage stage) {
        String role = stage.options().text("kill", "gateway");
        if (role.equals("none") || stage.options().target() != null) {
            return null;
        }
        return stage.system().processes().stream()
                .filter(process -> process.role().contains(role))
                .map(ServerProcess::pid)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .findFirst()
                .orElseThrow(() -> new BenchException("There is no process '" + role + "' to kill"));
    }
}
