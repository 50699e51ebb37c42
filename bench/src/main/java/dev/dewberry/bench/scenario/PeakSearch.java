package dev.dewberry.bench.scenario;

/// The rates to try for the highest one that holds: upwards by halves, downwards to a half until one holds, then by
/// halving what is between the highest that held and the lowest that did not. What failed is tried once more when it is
/// next to what held: a system that was not warm yet may have failed it. Not thread-safe.
final class PeakSearch {
    private static final double NEAR_ENOUGH = 1.05;
    private static final double LEAST = 20;

    private final double ceiling;
    private double rate;
    private double held;
    private double failed = Double.MAX_VALUE;
    private boolean over;

    /// @param first rate to try, per second
    /// @param ceiling above which nothing is tried
    PeakSearch(double first, double ceiling) {
        this.rate = first;
        this.ceiling = ceiling;
        over = first > ceiling;
    }

    boolean isOver() {
        return over;
    }

    /// The rate to try now.
    double rate() {
        return rate;
    }

    /// The highest rate that held so far; 0 where none did.
    double held() {
        return held;
    }

    /// Takes what the present rate did, and goes on to the next.
    void tried(boolean holds) {
        if (holds) {
            held = rate;
            failed = rate < failed ? failed : Double.MAX_VALUE;
        } else {
            over = rate == failed || rate < LEAST;
            failed = rate;
        }
        rate = next();
        over |= rate > ceiling;
    }

    private double next() {
        if (failed == Double.MAX_VALUE) {
            return rate * 1.5;
        } else if (held == 0) {
            return rate / 2;
        }
        return failed / held > NEAR_ENOUGH ? (held + failed) / 2 : failed;
    }
}
