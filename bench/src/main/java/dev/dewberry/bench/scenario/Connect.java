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

    private final String summary;
    private final int atOnce;

    private Connect(String summary, int atOnce) {
        this.summary = summary;
        this.atOnce = atOnce;
    }

    static Connect free() {
        return new Connect("Clients connect from nothing: TCP, upgrade, `hello`, `welcome`.", 64);
    }

    /// So many under way that it is the server that says how fast it goes.
    static Connect logins() {
        return new Connect(
                "Clients sign in with their tokens from nothing, as fast as they are taken: TCP, upgrade, `hello`, `welcome`.",
                256);
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public String usage() {
        return "--users 4000, --at-once %d under way, or --rate R a second on a schedule; --least-rate 0 (connects a second)"
                .formatted(atOnce);
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
            stage.connect(people, stage.options().count("at-once", atOnce));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Meter.Usage usage = meter.stop();
        Swarm swarm = stage.swarm();
        swarm.onLoop(
                () -> findings.figure("ms to welcome", Latency.of(swarm.dialer().toWelcome())));
        double perSecond = people.size() / seconds;
        findings.figure("connects per second", perSecond);
        findings.figure("server CPU ms per connect", usage.cpuSeconds() * 1000 / people.size());
        findings.figure("generator CPU share", usage.generatorCpuSeconds() / usage.seconds());
        findings.figure("failed attempts", swarm.tally().connectFailures);
        findings.figure("usage", usage);
        stage.limits().atLeast("connects per second", perSecond, "least-rate", 0);
    }

    private static void onSchedule(Stage stage, List<Client> people, double rate) throws InterruptedException {
        Iterator<Client> next = people.iterator();
        long start = System.nanoTime() + 50_000_000L;
        new Pacer(
                        stage.swarm().loop(),
                        1,
                        false,
                        rate,
                        start,
                        Pacer.WITHOUT_END,
                        due -> {
                            boolean somebody = next.hasNext();
                            if (somebody) {
                                stage.swarm().dialer().connectAt(next.next(), due);
                            }
                            return somebody;
                        },
                        () -> {})
                .start();
        stage.awaitOnline(people.size(), PATIENCE_SECONDS);
    }
}
