package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.load.Stretch;
import dev.dewberry.bench.load.Timeline;
import dev.dewberry.bench.load.Window;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.system.Meter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// More than the system can do, and then no longer: what it still does meanwhile, and how soon it is itself again.
/// After
/// each flood those who are still told `busy` give up, as people do; otherwise what they want would flood on for them.
final class Overload implements Scenario {
    private static final double P99_LIMIT_MS = 250;
    private static final double MOST_SETTLING_SECONDS = 10;

    @Override
    public String summary() {
        return "The known peak, one and a half and three times as much, and the peak again: acknowledged throughput, and the time until p99 is back.";
    }

    @Override
    public String usage() {
        return "--rate 400 (the known peak) --users 1000 --warmup 60 (at half of it) --seconds 20 (each) --limit-ms 250 (p99 that counts as back)"
                + " --limit-share 80 --limit-share-triple 65 (percent of the peak) --recover-within 10";
    }

    /// One stretch, with what was acknowledged while it lasted.
    private record Flood(Window window, double rate, Meter.Usage usage, long marks, double ackedPerSecond) {}

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 1000));
        Plan plan = Plan.anybodyIn(stage.pairs(people));
        Load load = stage.load();
        stage.connect(people);
        double peak = stage.options().number("rate", 400);
        double seconds = stage.options().number("seconds", 20);
        var floods = new ArrayList<Flood>();
        double warmup = stage.options().number("warmup", 60);
        // A system that was just started has no peak: its compilers have.
        Flood unusedFlood = flood(stage, load, plan, "half of the peak, to warm up", peak / 2, 0, warmup, null);
        double settling = Math.min(MOST_SETTLING_SECONDS, warmup);
        floods.add(flood(stage, load, plan, "the peak", peak, settling, seconds, null));
        floods.add(flood(stage, load, plan, "1.5 times the peak", peak * 1.5, 0, seconds, null));
        stage.swarm().onLoop(load::giveUpOpen);
        floods.add(flood(stage, load, plan, "3 times the peak", peak * 3, 0, seconds, null));
        stage.swarm().onLoop(load::giveUpOpen);
        var timeline = new Timeline(System.nanoTime());
        floods.add(flood(stage, load, plan, "the peak again", peak, 0, seconds, timeline));
        boolean unusedComplete =
                load.settle(floods.getLast().window(), stage.options().number("settle", 15));
        report(stage, load, findings, floods);
        judge(stage, findings, floods, peak, timeline);
        stage.verify(load);
    }

    private static Flood flood(
            Stage stage,
            Load load,
            Plan plan,
            String name,
            double rate,
            double warmup,
            double seconds,
            @Nullable Timeline timeline)
            throws InterruptedException {
        stage.say("%s: %.0f messages/s for %.0f + %.0f s", name, rate, warmup, seconds);
        Measurement measurement = stage.measurement(load);
        var window = new Window(name, seconds, timeline);
        Meter meter = stage.meter();
        Stretch stretch = load.start(plan, rate, warmup, window, seconds);
        boolean unusedGoesOn = stretch.awaitMeasuring();
        meter.start();
        long start = System.nanoTime();
        long marks = measurement.marksSent();
        long acked = measurement.acked();
        stretch.await();
        double perSecond = (measurement.acked() - acked) * 1e9 / (System.nanoTime() - start);
        stage.say("  %.0f acknowledged/s", perSecond);
        return new Flood(window, rate, meter.stop(), measurement.marksSent() - marks, perSecond);
    }

    private static void report(Stage stage, Load load, Findings findings, List<Flood> floods) {
        for (Flood flood : floods) {
            findings.phase(stage.measurement(load).phase(flood.window(), flood.rate(), flood.usage(), flood.marks()));
            findings.figure("acknowledged per second during " + flood.window().name(), flood.ackedPerSecond());
        }
    }

    private static void judge(Stage stage, Findings findings, List<Flood> floods, double peak, Timeline timeline) {
        Limits limits = stage.limits();
        double most = floods.get(1).ackedPerSecond() / peak * 100;
        double triple = floods.get(2).ackedPerSecond() / peak * 100;
        findings.figure("percent of the peak under 1.5 times of it", most);
        findings.figure("percent of the peak under 3 times of it", triple);
        limits.atLeast("percent of the peak under 1.5 times of it", most, "limit-share", 80);
        limits.atLeast("percent of the peak under 3 times of it", triple, "limit-share-triple", 65);
        int back = timeline.recoveredAfter(stage.options().number("limit-ms", P99_LIMIT_MS));
        findings.figure("seconds until p99 was back", back < 0 ? "not back" : back);
        findings.figure("delivery p99 in ms of each second afterwards", timeline.p99());
        if (back < 0) {
            findings.fail("p99 was not back after the overload");
        } else {
            limits.atMost("seconds until p99 was back", back, "recover-within", 10);
        }
    }
}
