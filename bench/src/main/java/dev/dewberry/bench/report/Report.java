package dev.dewberry.bench.report;

import dev.dewberry.bench.calibration.Ceilings;
import dev.dewberry.bench.load.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that a run found out. Its JSON form is what tools compare; [Markdown] is for people.
///
/// @param started ISO 8601, UTC
/// @param budget how the system was held to the Pi budget, or that it was not
/// @param figures what the scenario itself measures, by name, units in the name
/// @param traffic what went over the sockets
/// @param refusals answers `error`, by code
/// @param disconnections why connections ended or did not come about
/// @param warnings reasons to doubt the figures
/// @param passed nothing lost, doubled or left out, and the limits given on the command line kept
public record Report(
        String scenario,
        String summary,
        String started,
        Machine machine,
        String budget,
        Map<String, String> options,
        Ceilings ceilings,
        Map<String, Object> figures,
        List<Phase> phases,
        @Nullable Verdict verdict,
        Map<String, Long> traffic,
        Map<String, Long> refusals,
        Map<String, Long> disconnections,
        List<String> warnings,
        boolean passed) {}
