package dev.dewberry.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Committed;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MarkCoalescerTest {

    private static final ConversationId DIRECT = ConversationId.parse("d:7:9");
    private final MarkCoalescer coalescer = new MarkCoalescer();

    private static Committed.Marked mark(long user, long delivered, long read) {
        return new Committed.Marked(DIRECT, 0, new UserId(user), delivered, read);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void theFirstGoesAtOnceAndTheRestTogetherASecondLater() {
        assertThat(coalescer.offer(mark(7, 1, 0), millis(0))).containsExactly(mark(7, 1, 0));
        assertThat(coalescer.offer(mark(7, 2, 0), millis(100))).isEmpty();
        assertThat(coalescer.offer(mark(7, 2, 2), millis(200))).isEmpty();
        assertThat(coalescer.offer(mark(7, 3, 1), millis(300))).isEmpty();
        assertThat(coalescer.offer(mark(9, 1, 1), millis(300))).isEmpty();
        assertThat(coalescer.due(millis(999))).isEmpty();
        assertThat(coalescer.due(millis(1000))).containsExactlyInAnyOrder(mark(7, 3, 2), mark(9, 1, 1));
        assertThat(coalescer.offer(mark(7, 4, 4), millis(1100))).isEmpty();
        assertThat(coalescer.due(millis(2000))).containsExactly(mark(7, 4, 4));
    }

    @Test
    void aQuietConversationIsForgotten() {
        coalescer.offer(mark(7, 1, 0), millis(0));
        assertThat(coalescer.due(millis(1000))).isEmpty();
        assertThat(coalescer.offer(mark(7, 2, 0), millis(1001))).containsExactly(mark(7, 2, 0));
    }
}
