package dev.dewberry.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeliveryMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DeliveryMetrics metrics = new DeliveryMetrics(meters);

    @Test
    void tellsTheAgeOfEventsAndTakesThoseOfTheFutureForNew() {
        metrics.passed(30);
        metrics.passed(-400);

        Timer ages = meters.get("dewberry.gateway.event.age").timer();
        assertThat(ages.count()).isEqualTo(2);
        assertThat(ages.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
    }
}
