package dev.dewberry.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamMetricsTest {

    private static final long NOW = 1_795_302_627_000L;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final StreamMetrics metrics = new StreamMetrics(meters, "commands", () -> NOW);

    private Timer waits(String stream) {
        return meters.get("dewberry.bus.wait").tag("stream", stream).timer();
    }

    @Test
    void tellsHowLongTheOldestRecordWaitedByTheKindOfItsStream() {
        metrics.read("dw:{p1}:commands", NOW - 40 + "-0", 3);
        metrics.read("dw:{p7}:commands", NOW - 10 + "-5", 2);

        assertThat(waits("commands").count()).isEqualTo(2);
        assertThat(waits("commands").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(50);
        assertThat(meters.get("dewberry.bus.records")
                        .tag("stream", "commands")
                        .counter()
                        .count())
                .isEqualTo(5);
    }

    @Test
    void aClockThatIsBehindThatOfRedisDoesNotMakeWaitsNegative() {
        metrics.read("dw:{gw-x}:deliveries", NOW + 500 + "-0", 1);

        assertThat(waits("deliveries").count()).isOne();
        assertThat(waits("deliveries").totalTime(TimeUnit.MILLISECONDS)).isZero();
    }

    @Test
    void theIdsOfCommittedEntriesAreNoTimes() {
        metrics.read("dw:{p1}:committed", "17-0", 4);

        assertThat(meters.find("dewberry.bus.wait").timer()).isNull();
        assertThat(meters.get("dewberry.bus.records")
                        .tag("stream", "committed")
                        .counter()
                        .count())
                .isEqualTo(4);
    }

    @Test
    void tellsHowLongHandlingTookByReader() {
        metrics.handled(TimeUnit.MILLISECONDS.toNanos(7));

        assertThat(meters.get("dewberry.bus.handle")
                        .tag("reader", "commands")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(7);
    }
}
