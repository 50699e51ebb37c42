package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Searches for the highest rate that the system keeps up with: upwards in steps of a half, then by halving what is
/// between the last that held and the first that did not.
final class Peak implements Scenario {
    private static final double LIMIT_MS = 250;
    private static final double NEAR_ENOUGH = 1.05;
    private static final double LAG_LIMIT_MS = 50;

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
                "The peak on a disk as slow as an SD card: every wait of MariaDB and Redis for it takes at least 10 ms.",
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
        return "--users 1000 --limit-ms 250 --from-rate 400 --to-rate 50000 --warmup 5 --step-seconds 15"
                + (fsyncMillis > 0 ? " --fsync-ms %.0f".formatted(fsyncMillis) : "");
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 1000));
        List<Conversation> conversations = stage.pairs(people);
        Load load = stage.load();
        stage.connect(people);
        Plan plan = Plan.anybodyIn(conversations);
        double limit = stage.options().number("limit-ms", LIMIT_MS);
        double ceiling = stage.options().number("to-rate", 50_000);
        double held = 0;
        double failed = Double.MAX_VALUE;
        double rate = stage.options().number("from-rate", 400);
        @Nullable Phase best = null;
        while (rate <= ceiling && failed / Math.max(1, held) > NEAR_ENOUGH) {
            Phase phase = step(stage, load, plan, rate);
            findings.phase(phase);
            if (holds(phase, limit)) {
                held = rate;
                best = phase;
            } else {
                failed = rate;
                stage.pause(5);
                if (held == 0 && rate < 20) {
                    break;
                }
            }
            rate = failed == Double.MAX_VALUE ? rate * 1.5 : held == 0 ? rate / 2 : (held + failed) / 2;
        }
        findings.figure("highest rate held, messages per second", held);
        if (best != null) {
            findings.figure("ms to delivery at it", best.delivery());
            findings.figure("server CPU µs per message at it", best.cpuMicrosPerMessage());
        }
        stage.verify(load);
    }

    private static Phase step(Stage stage, Load load, Plan plan, double rate) throws InterruptedException {
        return stage.measure(
                load,
                plan,
                "%.0f/s".formatted(rate),
                rate,
                stage.options().number("warmup", 5),
                stage.options().number("step-seconds", 15));
    }

    private static boolean holds(Phase phase, double limit) {
        return phase.acked() == phase.sent()
                && phase.delivered() == phase.deliveriesExpected()
                && phase.delivery().p99() <= limit
                && phase.ack().p99() <= limit
                && phase.generatorLag().p99() <= LAG_LIMIT_MS;
    }
}
