package dev.dewberry.bench.abuse;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What offenders were answered, by kind. Event loop only.
public final class Answers {
    private final Map<String, Long> counts = new TreeMap<>();

    void count(String answer) {
        counts.merge(answer, 1L, Long::sum);
    }

    public long of(String answer) {
        return counts.getOrDefault(answer, 0L);
    }

    public boolean isEmpty() {
        return counts.isEmpty();
    }

    /// The most frequent first.
    @Override
    public String toString() {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .map(entry -> entry.getKey() + " × " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
