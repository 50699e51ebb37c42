package dev.dewberry.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static Drift of(double... samples) {
        return Drift.of(DoubleStream.of(samples).boxed().toList());
    }

    @Test
    void theFirstThirdDoesNotCount() {
        assertThat(of(1, 2, 3, 100, 100, 100, 100, 100, 100)).isEqualTo(new Drift(100, 100));
    }

    @Test
    void aLeakShows() {
        Drift drift = of(10, 20, 30, 40, 50, 60, 70, 80, 90);

        assertThat(drift).isEqualTo(new Drift(50, 80));
        assertThat(drift.last()).isGreaterThan(drift.limit(5, 20));
    }

    @Test
    void oneOutlierIsNone() {
        Drift drift = of(50, 50, 50, 50, 50, 50, 50, 9000, 50);

        assertThat(drift.last()).isLessThanOrEqualTo(drift.limit(0, 0));
    }

    @Test
    void noSampleIsLeftOutWhereTheyAreNotDivisibleByThree() {
        assertThat(Drift.of(List.of(1.0, 2.0, 4.0, 8.0))).isEqualTo(new Drift(3, 8));
    }

    @Test
    void aLimitIsAShareAndAnAllowance() {
        assertThat(new Drift(200, 0).limit(5, 20)).isEqualTo(230);
    }
}
