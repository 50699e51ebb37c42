package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.LedgerPages;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.PageLoad;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Latency;
import dev.dewberry.bench.system.Meter;
import java.util.List;

/// People scroll back: random pages of the conversations that the run itself has made.
final class HistoryPages implements Scenario {
    private static final int PAGE = 50;
    private static final double LIMIT_MS = 100;

    @Override
    public String summary() {
        return "Random pages of 50 out of the conversations that the run has made.";
    }

    @Override
    public String usage() {
        return "--users 200 --events 20000 (made before) --rate 400 (of making them) --pages 50 (a second) --warmup 10"
                + " --seconds 60 --limit-ms 100 (p99)";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 200));
        List<Conversation> conversations = stage.pairs(people);
        Load load = stage.load();
        stage.connect(people);
        make(stage, load, conversations);
        double perSecond = stage.options().number("pages", 50);
        double warmup = stage.options().number("warmup", 10);
        double seconds = stage.options().number("seconds", 60);
        stage.say("%.0f pages/s for %.0f + %.0f s", perSecond, warmup, seconds);
        var pages = new PageLoad(stage.swarm(), new LedgerPages(stage.swarm(), load.ledger(), PAGE), PAGE);
        Meter meter = stage.meter();
        pages.start(perSecond, warmup, seconds);
        stage.pause(warmup);
        meter.start();
        stage.pause(seconds);
        Meter.Usage usage = meter.stop();
        boolean unusedAll = stage.await(pages::open, stage.options().number("settle", 15));
        report(stage, findings, pages, usage);
        stage.verify(load);
    }

    private static void make(Stage stage, Load load, List<Conversation> conversations) throws InterruptedException {
        int events = stage.options().count("events", 20_000);
        double rate = stage.options().number("rate", 400);
        stage.say("making %d events at %.0f/s", events, rate);
        Plan anybody = Plan.anybodyIn(conversations);
        var left = new int[] {events};
        load.sendAll(random -> left[0]-- > 0 ? anybody.next(random) : null, rate);
        if (!stage.await(() -> (int) (events - load.acked()), 60)) {
            stage.say("  not all of them were acknowledged within a minute");
        }
    }

    private static void report(Stage stage, Findings findings, PageLoad pages, Meter.Usage usage) {
        stage.swarm().onLoop(() -> {
            Latency latency = Latency.of(pages.times());
            findings.figure("pages asked for", pages.asked());
            findings.figure("pages without an answer", pages.open());
            findings.figure("pages answered busy at first", pages.refused());
            findings.figure("pages with wrong events", pages.wrong());
            findings.figure("events a page", pages.asked() == 0 ? 0.0 : (double) pages.events() / pages.asked());
            findings.figure("ms to a page", latency);
            findings.figure(
                    "server CPU µs a page", latency.count() == 0 ? 0.0 : usage.cpuSeconds() * 1e6 / latency.count());
            findings.figure("usage", usage);
            if (pages.open() > 0 || pages.wrong() > 0) {
                findings.fail("%d pages got no answer, %d were wrong".formatted(pages.open(), pages.wrong()));
            }
            stage.limits().atMost("ms to a page, p99", latency.p99(), "limit-ms", LIMIT_MS);
        });
    }
}
