package dev.dewberry.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ConversationId;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionsTest {

    @Test
    void theHashIsFnv1aAndStaysSo() {
        // Fixed for an installation: with another value old conversations would change partitions.
        assertThat(new Partitions(8).of(ConversationId.parse("g:88"))).isEqualTo(4);
        assertThat(new Partitions(8).of(ConversationId.parse("d:7421:9001"))).isEqualTo(7);
    }

    @Test
    void conversationsSpreadEvenly() {
        int[] counts = new int[8];
        IntStream.rangeClosed(1, 8000).forEach(i -> counts[new Partitions(8).of(ConversationId.group(i))]++);
        assertThat(Arrays.stream(counts).allMatch(count -> count > 800 && count < 1200))
                .isTrue();
    }
}
