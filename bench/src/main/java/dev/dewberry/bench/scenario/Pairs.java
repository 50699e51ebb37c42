package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Many are online, some write to one another. The same with other figures is the office, and the test that others
/// have published.
final class Pairs implements Scenario {
    private static final int REST_SECONDS = 5;

    private final String summary;
    private final Shape shape;

    /// The defaults of the options.
    ///
    /// @param warmupRate of another load before, for `warmup` seconds; null where the warm-up is the load itself
    /// @param limitMeanMs null where only p99 counts
    /// @param limitBareMs delivery p99 without marks, typing and watching
    private record Shape(
            double rate,
            double warmup,
            @Nullable Double warmupRate,
            double seconds,
            @Nullable Double limitMeanMs,
            double limitMs,
            double limitBareMs) {}

    private Pairs(String summary, Shape shape) {
        this.summary = summary;
        this.shape = shape;
    }

    static Pairs free() {
        return new Pairs(
                "Many are online, and some write to one another.", new Shape(400, 20, null, 60, null, 100, 100));
    }

    /// What one board has to carry.
    static Pairs office() {
        return new Pairs(
                "An office: 4,000 are online and write 400 messages a second to one another.",
                new Shape(400, 60, null, 60, null, 60, 30));
    }

    /// The published test behind "4,000 people online": 19 chats a second in all, at a mean of 150 ms.
    static Pairs seed() {
        return new Pairs(
                "4,000 are online and write 19 messages a second in all, to a system that has just had an office's load.",
                new Shape(19, 60, 400.0, 120, 8.0, 25, 25));
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public String usage() {
        String limits = shape.limitBareMs() == shape.limitMs()
                ? "--limit-ms %.0f (delivery p99)".formatted(shape.limitMs())
                : "--limit-ms %.0f (delivery p99), with --bare %.0f".formatted(shape.limitMs(), shape.limitBareMs());
        return "--users 4000 --rate %.0f --warmup %.0f%s --seconds %.0f %s%s"
                .formatted(
                        shape.rate(),
                        shape.warmup(),
                        shape.warmupRate() == null ? "" : " --warmup-rate %.0f".formatted(shape.warmupRate()),
                        shape.seconds(),
                        limits,
                        shape.limitMeanMs() == null ? "" : " --limit-mean-ms %.0f".formatted(shape.limitMeanMs()));
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 4000));
        List<Conversation> conversations = stage.pairs(people);
        Load load = stage.load();
        findings.figure("seconds to connect all", stage.connect(people));
        Plan plan = Plan.anybodyIn(conversations);
        Phase phase = stage.measure(
                load,
                plan,
                "one-to-one",
                stage.options().number("rate", shape.rate()),
                warmUp(stage, load, plan, findings),
                stage.options().number("seconds", shape.seconds()));
        findings.phase(phase);
        stage.limits().phase(phase, stage.options().flag("bare") ? shape.limitBareMs() : shape.limitMs());
        if (shape.limitMeanMs() != null) {
            stage.limits().mean(phase, shape.limitMeanMs());
        }
        stage.verify(load);
    }

    /// Returns for how long the measured load itself has to run before it is measured.
    private double warmUp(Stage stage, Load load, Plan plan, Findings findings) throws InterruptedException {
        double warmup = stage.options().number("warmup", shape.warmup());
        if (shape.warmupRate() == null) {
            return warmup;
        }
        double rate = stage.options().number("warmup-rate", shape.warmupRate());
        if (rate > 0 && warmup > 0) {
            findings.phase(stage.measure(load, plan, "before", rate, 0, warmup));
        }
        return Math.min(REST_SECONDS, warmup);
    }
}
