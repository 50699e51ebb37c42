package dev.dewberry.systemtests.chaos;

import dev.dewberry.systemtests.traffic.Findings;
import dev.dewberry.systemtests.traffic.Findings.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What became of everything, in the end.
///
/// @param reconnections of those who look on
record Verdict(
        long seed, long millis, int sent, int acknowledged, int reconnections, List<Round> rounds, Findings findings) {

    /// What was promised and not kept, in words.
    List<String> broken() {
        List<String> broken = new ArrayList<>(findings.lines());
        rounds.stream()
                .filter(round -> !round.isPromiseKept())
                .forEach(round -> broken.add("too long: " + round.fault().name() + ", " + round.outage() + " ms, "
                        + round.afterHealing() + " ms of it after it was healed, " + round.afterStart()
                        + " ms after all were ready; last: " + round.last().where()));
        return broken;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append("Chaos, seed %d: %d faults in %d s%n".formatted(seed, rounds.size(), millis / 1000));
        text.append("  sent %d, acknowledged %d, lost %d, doubled %d, out of order %d, missed %d, unanswered %d%n"
                .formatted(
                        sent,
                        acknowledged,
                        findings.count(Kind.LOST),
                        findings.count(Kind.DOUBLED),
                        findings.count(Kind.OUT_OF_ORDER),
                        findings.count(Kind.MISSED),
                        findings.count(Kind.UNANSWERED)));
        text.append("  connections broken: %d, crashed processes: %d%n"
                .formatted(reconnections, findings.count(Kind.CRASHED)));
        text.append(
                "  until everybody could write again, ms (from the fault; of that after it was healed):%n".formatted());
        longestByKind()
                .forEach((kind, round) -> text.append("    %-32s %6d %6d%s%n"
                        .formatted(
                                kind,
                                round.outage(),
                                round.afterHealing(),
                                round.isPromiseKept() ? "" : "  TOO LONG")));
        broken().forEach(line -> text.append("  ").append(line).append('\n'));
        text.append(broken().isEmpty() ? "  All promises were kept." : "  NOT all promises were kept.");
        return text.toString();
    }

    private Map<String, Round> longestByKind() {
        Map<String, Round> longest = new TreeMap<>();
        for (Round round : rounds) {
            longest.merge(round.fault().kind(), round, (one, other) -> one.outage() >= other.outage() ? one : other);
        }
        return longest;
    }
}
