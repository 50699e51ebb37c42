package dev.dewberry.bench.report;

import org.HdrHistogram.Histogram;

/// A distribution of times in milliseconds.
public record Latency(long count, double mean, double p50, double p95, double p99, double p999, double max) {
    /// @param micros values in microseconds
    public static Latency of(Histogram micros) {
        return new Latency(
                micros.getTotalCount(),
                ms(micros.getTotalCount() == 0 ? 0 : micros.getMean()),
                ms(micros.getValueAtPercentile(50)),
                ms(micros.getValueAtPercentile(95)),
                ms(micros.getValueAtPercentile(99)),
                ms(micros.getValueAtPercentile(99.9)),
                ms(micros.getMaxValue()));
    }

    private static double ms(double micros) {
        return Math.round(micros / 10) / 100.0;
    }
}
