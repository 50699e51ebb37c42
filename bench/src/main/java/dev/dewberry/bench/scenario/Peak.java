package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Searches for the highest rate that the system keeps up with.
final class Peak implements Scenario {
    private static final double LIMIT_MS = 250;
    private static final double LAG_LIMIT_MS = 50;
    /// Where the search on the slow disk begins, as a share of the peak on the disk as it is.
    private static final double HEAD_START = 0.6;
    /// In percent. No disk does more by being slow, and a search is exact to some percent: above this the first one
    /// missed the peak.
    private static final double LIKELY_SHARE = 115;

    private final String summary;
    private final double fsyncMillis;

    private Peak(String summary, double fsyncMillis) {
        this.summary = summary;
        this.fsyncMillis = fsyncMillis;
    }

    static Peak free() {
        return new Peak("The highest rate of one-to-one messages that the system keeps up with.", 0);
    }

    /// An SD card takes 5 to 20 ms for what a good disk does in a fraction of one.
    static Peak sdcard() {
        return new Peak(
                "The peak on the disk as it is, and then on one as slow as an SD card: every wait of MariaDB and Redis for it"
                        + " takes at least 10 ms.",
                10);
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public double fsyncMillis() {
        return fsyncMillis;
    }

    @Override
    public String usage() {
        return "--users 1000 --limit-ms 250 --from-rate 400 --to-rate 50000 --warmup 60 (once, at the first rate)"
                + " --step-warmup 5 --step-seconds 15 --rest 5 (seconds after a rate that failed)"
                + (fsyncMillis > 0
                        ? " --fsync-ms %.0f --limit-share 80 (percent of the peak on the disk as it is)"
                                .formatted(fsyncMillis)
                        : "");
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 1000));
        List<Conversation> conversations = stage.pairs(people);
        Load load = stage.load();
        stage.connect(people);
        var tries = new Tries(stage, load, Plan.anybodyIn(conversations), findings);
        double from = stage.options().number("from-rate", 400);
        if (fsyncMillis == 0) {
            tries.from(from, "");
        } else {
            stage.system().slowDisk(false);
            double free = tries.from(from, ", disk as it is");
            stage.system().slowDisk(true);
            double slow = tries.from(Math.max(from, free * HEAD_START), ", slow disk");
            double share = free == 0 ? 0 : 100 * slow / free;
            findings.figure("percent of the peak on the disk as it is", share);
            stage.limits().atLeast("percent of the peak on the disk as it is", share, "limit-share", 80);
            if (share > LIKELY_SHARE) {
                findings.fail("The slow disk took more than the disk as it is: the first search did not find its peak");
            }
        }
        stage.verify(load);
    }

    /// Tries rates of a system that was warmed up once: its first seconds show its compilers.
    private static final class Tries {
        private final Stage stage;
        private final Load load;
        private final Plan plan;
        private final Findings findings;
        private final double limit;
        private double warmup;

        Tries(Stage stage, Load load, Plan plan, Findings findings) {
            this.stage = stage;
            this.load = load;
            this.plan = plan;
            this.findings = findings;
            limit = stage.options().number("limit-ms", LIMIT_MS);
            warmup = stage.options().number("warmup", 60);
        }

        /// @param where what the figures' names end with
        double from(double first, String where) throws InterruptedException {
            var search = new PeakSearch(first, stage.options().number("to-rate", 50_000));
            @Nullable Phase best = null;
            while (!search.isOver()) {
                Phase phase = step(search.rate(), where);
                findings.phase(phase);
                boolean holds = holds(phase, limit);
                search.tried(holds);
                if (holds) {
                    best = phase;
                } else if (!search.isOver()) {
                    stage.pause(stage.options().number("rest", 5));
                }
            }
            double held = search.held();
            findings.figure("highest rate held, messages per second" + where, held);
            if (best != null) {
                findings.figure("ms to delivery at it" + where, best.delivery());
                findings.figure("server CPU µs per message at it" + where, best.cpuMicrosPerMessage());
            }
            return held;
        }

        private Phase step(double rate, String where) throws InterruptedException {
            double before = warmup;
            warmup = stage.options().number("step-warmup", 5);
            return stage.measure(
                    load,
                    plan,
                    "%.0f/s%s".formatted(rate, where),
                    rate,
                    before,
                    stage.options().number("step-seconds", 15));
        }
    }

    private static boolean holds(Phase phase, double limit) {
        return phase.acked() == phase.sent()
                && phase.delivered() == phase.deliveriesExpected()
                && phase.delivery().p99() <= limit
                && phase.ack().p99() <= limit
                && phase.generatorLag().p99() <= LAG_LIMIT_MS;
    }
}
