package dev.dewberry.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.CloseCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SocketMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SocketMetrics metrics = new SocketMetrics(meters);

    @Test
    void showsEveryReasonAndCodeFromTheStart() {
        assertThat(meters.find("dewberry.gateway.refused").counters()).hasSize(SocketMetrics.Refusal.values().length);
        assertThat(meters.find("dewberry.gateway.closed").counters()).hasSize(CloseCode.values().length);

        metrics.refused(SocketMetrics.Refusal.FULL);
        metrics.closing(CloseCode.UNAVAILABLE);

        assertThat(meters.counter("dewberry.gateway.refused", "reason", "full").count())
                .isOne();
        assertThat(meters.counter("dewberry.gateway.closed", "code", "4503").count())
                .isOne();
    }

    @Test
    void tellsHowManySocketsThereAreAndMayBe() {
        metrics.watch(new AtomicInteger(7), 100);

        assertThat(meters.get("dewberry.gateway.sockets").gauge().value()).isEqualTo(7);
        assertThat(meters.get("dewberry.gateway.sockets.limit").gauge().value()).isEqualTo(100);
    }
}
