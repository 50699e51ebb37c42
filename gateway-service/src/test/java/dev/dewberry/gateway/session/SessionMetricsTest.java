package dev.dewberry.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ErrorCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SessionMetrics metrics = new SessionMetrics(meters);

    @Test
    void timesSendsUntilTheirAnswer() {
        metrics.answered(TimeUnit.MILLISECONDS.toNanos(12));

        assertThat(meters.get("dewberry.gateway.send").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(12);
    }

    @Test
    void countsAcksApartFromDuplicates() {
        metrics.acked(false);
        metrics.acked(false);
        metrics.acked(true);

        assertThat(meters.counter("dewberry.gateway.acks", "outcome", "new").count())
                .isEqualTo(2);
        assertThat(meters.counter("dewberry.gateway.acks", "outcome", "duplicate")
                        .count())
                .isOne();
    }

    @Test
    void countsErrorsByCodeAndShowsEachFromTheStart() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(meters.get("dewberry.gateway.errors")
                            .tag("code", code.wire())
                            .counter()
                            .count())
                    .isZero();
        }
        metrics.error(ErrorCode.BUSY);

        assertThat(meters.counter("dewberry.gateway.errors", "code", "busy").count())
                .isOne();
        assertThat(meters.counter("dewberry.gateway.errors", "code", "internal").count())
                .isZero();
    }
}
