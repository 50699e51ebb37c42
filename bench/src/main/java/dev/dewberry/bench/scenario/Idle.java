package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.system.Meter;
import dev.dewberry.bench.system.Meter.Usage;
import java.util.List;
import java.util.stream.IntStream;

/// What open connections cost that do nothing.
final class Idle implements Scenario {
    private static final double MIB = 1 << 20;
    private static final double KIB = 1 << 10;

    private final String summary;
    private final int users;
    private final double seconds;
    private final int[] sixteenths;

    /// @param sixteenths of the users that are there after each step
    private Idle(String summary, int users, double seconds, int... sixteenths) {
        this.summary = summary;
        this.users = users;
        this.seconds = seconds;
        this.sixteenths = sixteenths;
    }

    static Idle free() {
        return new Idle(
                "Clients connect in four steps and keep still: memory by connection, CPU.", 4000, 30, 4, 8, 12, 16);
    }

    /// With the default of 16,000 the steps are 1,000, 4,000 and 16,000.
    static Idle crowd() {
        return new Idle(
                "A crowd of connections that keep still, in steps of a sixteenth, a quarter and all: what each costs the gateway.",
                16_000,
                20,
                1,
                4,
                16);
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public String usage() {
        return "--users %d --seconds %.0f (after each step); --limit-kib 0 (of the gateway a connection at the end; 0 for none)"
                .formatted(users, seconds);
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", users));
        stage.load();
        double rest = stage.options().number("seconds", seconds);
        Usage nobody = rest(stage, rest);
        enter(findings, 0, nobody);
        int online = 0;
        double kib = 0;
        for (int to : IntStream.of(sixteenths).map(n -> people.size() * n / 16).toArray()) {
            if (to == online) {
                continue;
            }
            stage.connect(people.subList(online, to));
            online = to;
            Usage usage = rest(stage, rest);
            enter(findings, online, usage);
            kib = (usage.pssOf("gateway") - nobody.pssOf("gateway")) / KIB / online;
            perConnection(findings, online, nobody, usage);
        }
        double limit = stage.options().number("limit-kib", 0);
        if (limit > 0) {
            stage.limits().atMost("the gateway's KiB per connection", kib, "limit-kib", limit);
        }
    }

    /// What is used while nothing happens.
    static Usage rest(Stage stage, double seconds) throws InterruptedException {
        Meter meter = stage.meter();
        meter.start();
        stage.pause(seconds);
        return meter.stop();
    }

    private static void enter(Findings findings, int online, Usage usage) {
        findings.figure("gateway, PSS MiB with " + online, usage.pssOf("gateway") / MIB);
        findings.figure("gateway, resident MiB with " + online, usage.residentOf("gateway") / MIB);
        findings.figure("all, PSS MiB with " + online, usage.pssBytes() / MIB);
        findings.figure("all, share of the core with " + online, usage.cpuSeconds() / usage.seconds());
    }

    private static void perConnection(Findings findings, int online, Usage nobody, Usage usage) {
        findings.figure(
                "gateway, PSS bytes per connection with " + online,
                (usage.pssOf("gateway") - nobody.pssOf("gateway")) / online);
        findings.figure(
                "gateway, resident bytes per connection with " + online,
                (usage.residentOf("gateway") - nobody.residentOf("gateway")) / online);
        findings.figure(
                "all, PSS bytes per connection with " + online, (usage.pssBytes() - nobody.pssBytes()) / online);
    }
}
