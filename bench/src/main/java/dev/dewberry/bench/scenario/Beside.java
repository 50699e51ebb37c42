package dev.dewberry.bench.scenario;

import dev.dewberry.bench.abuse.Horde;
import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Latency;
import dev.dewberry.bench.report.Phase;
import java.util.List;

/// Measures what people notice of those beside them: how their chats go, whether they keep their connections, whether
/// they get in, and what it costs the gateway. From the main thread.
final class Beside {
    private static final double MIB = 1 << 20;
    private static final double LIMIT_MS = 200;
    /// What the gateway's heap, direct memory and code can be at most.
    private static final double LIMIT_GATEWAY_MIB = 450;

    private static final double LIMIT_RETURN_SECONDS = 10;
    private static final double REST_SECONDS = 0.5;

    private final Stage stage;
    private final Swarm swarm;
    private final Findings findings;
    private final Load load;
    private final Plan plan;
    private final List<Client> returning;

    /// @param load of those who chat, by the plan
    /// @param returning go and come all the time; nobody writes to them
    Beside(Stage stage, Findings findings, Load load, Plan plan, List<Client> returning) {
        this.stage = stage;
        this.swarm = stage.swarm();
        this.findings = findings;
        this.load = load;
        this.plan = plan;
        this.returning = returning;
    }

    void measure(String name, List<Horde.Shape> shapes, double warmup, double seconds) throws InterruptedException {
        List<Horde> hordes =
                shapes.stream().map(shape -> new Horde(swarm, shape)).toList();
        long lost = swarm.tally().disconnects;
        swarm.onLoop(() -> {
            swarm.dialer().resetToWelcome();
            hordes.forEach(Horde::begin);
        });
        Phase phase;
        try {
            phase = stage.measurement(load)
                    .during(
                            plan,
                            name,
                            stage.options().number("live-rate", 50),
                            warmup,
                            () -> goAndCome(name, seconds));
        } finally {
            swarm.onLoop(() -> hordes.forEach(Horde::end));
        }
        judge(phase);
        swarm.onLoop(() -> {
            if (swarm.tally().disconnects > lost) {
                findings.fail(name + ": the gateway closed connections of people");
            }
            findings.figure(
                    name + ": ms to welcome of those who return",
                    Latency.of(swarm.dialer().toWelcome()));
            hordes.forEach(horde -> answers(name, horde));
        });
    }

    private void judge(Phase phase) {
        findings.phase(phase);
        stage.limits().phase(phase, LIMIT_MS);
        double mib = phase.usage().pssOf("gateway") / MIB;
        findings.figure(phase.name() + ": gateway, PSS MiB", mib);
        findings.figure(
                phase.name() + ": all, share of the core",
                phase.usage().cpuSeconds() / phase.usage().seconds());
        stage.limits()
                .atMost(phase.name() + ": the gateway's memory in MiB", mib, "limit-gateway-mib", LIMIT_GATEWAY_MIB);
    }

    private void answers(String name, Horde horde) {
        findings.figure(name + ": answers to " + horde.who(), horde.answers().toString());
        if (horde.answers().isEmpty()) {
            findings.fail(name + ": there was no abuse");
        }
    }

    /// One after the other leaves and is back at once, or as soon as he is let in.
    private void goAndCome(String name, double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        double within = stage.options().number("reconnect-within", LIMIT_RETURN_SECONDS);
        boolean back = true;
        for (int turn = 0; back && !returning.isEmpty() && System.nanoTime() < end; turn++) {
            back = goesAndComes(returning.get(turn % returning.size()), within);
            stage.pause(REST_SECONDS);
        }
        if (!back) {
            findings.fail(name + ": who had left was not back within " + within + " s");
        }
        stage.pause(Math.max(0, (end - System.nanoTime()) / 1e9));
    }

    private boolean goesAndComes(Client client, double within) throws InterruptedException {
        swarm.onLoop(() -> swarm.dialer().leave(List.of(client)));
        boolean left = stage.await(() -> client.online() ? 1 : 0, within);
        swarm.onLoop(
                () -> swarm.dialer().connect(List.of(client), swarm.clients().size()));
        return stage.await(() -> client.online() ? 0 : 1, within) && left;
    }
}
