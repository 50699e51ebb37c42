package dev.dewberry.bench.scenario;

import java.util.List;

/// Where a series of samples went in the end: the median of its last third beside that of its
/// second. The first third is left to filling up and warming up; a single outlier is no drift.
record Drift(double second, double last) {
    /// @param samples at least three
    static Drift of(List<Double> samples) {
        int third = samples.size() / 3;
        return new Drift(
                median(samples.subList(third, samples.size() - third)),
                median(samples.subList(samples.size() - third, samples.size())));
    }

    private static double median(List<Double> part) {
        List<Double> sorted = part.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /// @param allowance what may be added whatever the share
    double limit(double percent, double allowance) {
        return second * (1 + percent / 100) + allowance;
    }
}
