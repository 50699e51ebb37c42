package dev.dewberry.presence.seen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.UserId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LastSeenQueueTest {

    private static final UserId ANN = new UserId(1);

    private final MemoryLastSeenStore store = new MemoryLastSeenStore();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LastSeenQueue queue = new LastSeenQueue(store, meters);

    @Test
    void theLatestMomentIsWritten() {
        queue.add(Map.of(ANN, 2L));
        queue.add(Map.of(ANN, 1L));
        queue.flush().block();

        assertThat(store.find(List.of(ANN)).block()).containsEntry(ANN, 2L);
        assertThat(waiting()).isZero();
    }

    @Test
    void whatCouldNotBeWrittenWaits() {
        store.away(true);
        queue.add(Map.of(ANN, 2L));
        queue.flush().block();
        assertThat(waiting()).isEqualTo(1);

        queue.add(Map.of(ANN, 3L));
        store.away(false);
        queue.flush().block();

        assertThat(store.find(List.of(ANN)).block()).containsEntry(ANN, 3L);
        assertThat(waiting()).isZero();
    }

    private double waiting() {
        return meters.get("dewberry.presence.seen.waiting").gauge().value();
    }
}
