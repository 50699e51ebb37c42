package dev.dewberry.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dewberry.bench.client.Swarm;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTest {
    @Test
    void percentilesAreMillisecondsOfTheWholeDistribution() {
        Histogram micros = Swarm.histogram();
        for (int i = 1; i <= 1000; i++) {
            micros.recordValue(i * 1000L);
        }

        Latency latency = Latency.of(micros);

        assertThat(latency.count()).isEqualTo(1000);
        assertThat(latency.p50()).isCloseTo(500, within(1.0));
        assertThat(latency.p99()).isCloseTo(990, within(1.0));
        assertThat(latency.max()).isCloseTo(1000, within(1.0));
    }

    @Test
    void nothingMeasuredIsNothing() {
        assertThat(Latency.of(Swarm.histogram())).isEqualTo(new Latency(0, 0, 0, 0, 0, 0, 0));
    }
}
