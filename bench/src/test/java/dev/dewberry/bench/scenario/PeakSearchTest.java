package dev.dewberry.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

class PeakSearchTest {
    private final List<Double> tried = new ArrayList<>();

    private double search(double first, double ceiling, DoublePredicate holds) {
        var search = new PeakSearch(first, ceiling);
        while (!search.isOver()) {
            tried.add(search.rate());
            search.tried(holds.test(search.rate()));
        }
        return search.held();
    }

    @Test
    void aPeakAboveTheFirstRateIsFoundToTwentiethsOfIt() {
        assertThat(search(400, 50_000, rate -> rate <= 2_784)).isCloseTo(2_784, withinPercentage(5));
        assertThat(tried).startsWith(400.0, 600.0, 900.0, 1_350.0).hasSizeLessThan(15);
    }

    @Test
    void aPeakBelowTheFirstRateIsFound() {
        assertThat(search(400, 50_000, rate -> rate <= 70)).isCloseTo(70, withinPercentage(5));
        assertThat(tried).startsWith(400.0, 200.0, 100.0, 50.0, 75.0).hasSizeLessThan(15);
    }

    @Test
    void nothingIsTriedAboveTheCeiling() {
        assertThat(search(100, 250, _ -> true)).isEqualTo(225);
        assertThat(tried).containsExactly(100.0, 150.0, 225.0);
    }

    @Test
    void theSearchEndsWhereNothingHolds() {
        assertThat(search(400, 50_000, _ -> false)).isZero();
        assertThat(tried).hasSizeLessThan(8);
    }

    /// It was cold when 600 was tried first.
    @Test
    void aRateThatFailedWhileTheSystemWasColdIsTriedAgainAndPassed() {
        assertThat(search(400, 50_000, rate -> rate <= (tried.size() < 4 ? 550 : 2_000)))
                .isCloseTo(2_000, withinPercentage(5));
    }
}
