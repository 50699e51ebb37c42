package dev.dewberry.bench.report;

import dev.dewberry.bench.load.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers what a scenario finds. Not thread-safe.
public final class Findings {
    private static final double LAG_LIMIT_MS = 20;
    private static final double CPU_LIMIT = 0.9;

    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<Phase> phases = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private @Nullable Verdict verdict;

    public void figure(String name, Object value) {
        figures.put(name, value);
    }

    /// Adds a phase, and a warning where the generator and not the system may have been what was measured.
    public void phase(Phase phase) {
        phases.add(phase);
        if (phase.generatorLag().p99() > LAG_LIMIT_MS) {
            warnings.add(
                    "In \"%s\" the generator itself was late by %.1f ms (p99): the figures show its limit, not the system's."
                            .formatted(phase.name(), phase.generatorLag().p99()));
        } else if (phase.usage().generatorCpuSeconds()
                > CPU_LIMIT * phase.usage().seconds()) {
            warnings.add("In \"%s\" the generator used more than 90 %% of its core.".formatted(phase.name()));
        }
    }

    public void verdict(Verdict found) {
        verdict = found;
        if (!found.clean()) {
            fail("the histories do not agree with what was acknowledged and delivered");
        }
    }

    public void warn(String warning) {
        warnings.add(warning);
    }

    /// A limit that was not kept.
    public void fail(String why) {
        failures.add(why);
        warnings.add("Not passed: " + why + ".");
    }

    public Map<String, Object> figures() {
        return figures;
    }

    public List<Phase> phases() {
        return phases;
    }

    public List<String> warnings() {
        return warnings;
    }

    public @Nullable Verdict verdict() {
        return verdict;
    }

    public boolean passed() {
        return failures.isEmpty();
    }
}
