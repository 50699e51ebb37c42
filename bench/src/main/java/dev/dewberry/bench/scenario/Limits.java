package dev.dewberry.bench.scenario;

import dev.dewberry.bench.Options;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import java.util.Locale;

/// What a run has to keep to in order to pass. Every limit is an option; a scenario brings the default.
final class Limits {
    private static final double PI_BUDGET_MIB = 2.2 * 1024;
    private static final double MIB = 1 << 20;

    private final Options options;
    private final Findings findings;

    Limits(Options options, Findings findings) {
        this.options = options;
        this.findings = findings;
    }

    /// Holds a phase against `--limit-ms` (delivery p99) and the system's memory against `--limit-mib`, by default the
    /// Pi budget's 2.2 GiB.
    void phase(Phase phase, double p99) {
        atMost(phase.name() + ": delivery p99 in ms", phase.delivery().p99(), "limit-ms", p99);
        double mib = phase.usage().pssBytes() / MIB;
        atMost(phase.name() + ": the system's memory in MiB", mib, "limit-mib", PI_BUDGET_MIB);
    }

    /// Holds the mean of deliveries against `--limit-mean-ms`.
    void mean(Phase phase, double mean) {
        atMost(phase.name() + ": delivery mean in ms", phase.delivery().mean(), "limit-mean-ms", mean);
    }

    void atMost(String what, double value, String option, double otherwise) {
        double limit = options.number(option, otherwise);
        if (value > limit) {
            findings.fail(String.format(Locale.ROOT, "%s is %.1f, above %.1f", what, value, limit));
        }
    }

    void atLeast(String what, double value, String option, double otherwise) {
        double limit = options.number(option, otherwise);
        if (value < limit) {
            findings.fail(String.format(Locale.ROOT, "%s is %.1f, below %.1f", what, value, limit));
        }
    }
}
