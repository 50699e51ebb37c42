package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.load.Pacer;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Latency;
import dev.dewberry.bench.system.Meter;
import java.util.Iterator;
import java.util.List;

/// Connections from nothing: TCP, upgrade, `hello`, `welcome`.
final class Connect implements Scenario {
    private static final double PATIENCE_SECONDS = 300;

    @Override
    public String summary() {
        return "Clients connect from nothing: TCP, upgrade, `hello`, `welcome`.";
    }

    @Override
    public String usage() {
        return "--users 4000, --at-once 64 under way, or --rate R a second on a schedule";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 4000));
        double rate = stage.options().number("rate", 0);
        Meter meter = stage.meter();
        meter.start();
        long start = System.nanoTime();
        if (rate > 0) {
            onSchedule(stage, people, rate);
        } else {
            stage.connect(people);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Meter.Usage usage = meter.stop();
        Swarm swarm = stage.swarm();
        swarm.onLoop(() -> findings.figure("ms to welcome", Latency.of(swarm.toWelcome())));
        findings.figure("connects per second", people.size() / seconds);
        findings.figure("server CPU ms per connect", usage.cpuSeconds() * 1000 / people.size());
        findings.figure("generator CPU share", usage.generatorCpuSeconds() / usage.seconds());
        findings.figure("failed attempts", swarm.tally().connectFailures);
        findings.figure("usage", usage);
    }

    private static void onSchedule(Stage stage, List<Client> people, double rate) throws InterruptedException {
        Iterator<Client> next = people.iterator();
        long start = System.nanoTime() + 50_000_000L;
        // Twice the time it should take: the schedule ends when everybody has had a turn.
        long end = start + (long) (people.size() / rate * 2e9) + 1_000_000_000L;
        new Pacer(
                        stage.swarm().loop(),
                        1,
                        false,
                        rate,
                        start,
                        end,
                        due -> {
                            if (next.hasNext()) {
                                stage.swarm().connectAt(next.next(), due);
                            }
                        },
                        () -> {})
                .start();
        stage.await(people.size(), PATIENCE_SECONDS);
    }
}
