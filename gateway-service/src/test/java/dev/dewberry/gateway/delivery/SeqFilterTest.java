package dev.dewberry.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.gateway.delivery.SeqFilter.Verdict;
import dev.dewberry.protocol.ConversationId;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeqFilterTest {

    private static final ConversationId ONE = ConversationId.parse("d:1:2");
    private static final ConversationId OTHER = ConversationId.parse("g:7");

    @Test
    void eachEventPassesOnceAndInOrder() {
        SeqFilter filter = new SeqFilter(16);
        assertThat(filter.judge(ONE, 5, 1)).isEqualTo(Verdict.PASS);
        assertThat(filter.judge(ONE, 6, 1)).isEqualTo(Verdict.PASS);
        assertThat(filter.judge(ONE, 6, 1)).isEqualTo(Verdict.STALE);
        assertThat(filter.judge(ONE, 5, 1)).isEqualTo(Verdict.STALE);
        assertThat(filter.judge(OTHER, 5, 1)).isEqualTo(Verdict.PASS);
    }

    @Test
    void aJumpTellsWhoWasThereWhenTheLastOnePassed() {
        SeqFilter filter = new SeqFilter(16);
        filter.judge(ONE, 5, 42);
        assertThat(filter.judge(ONE, 8, 99)).isEqualTo(Verdict.JUMP);
        assertThat(filter.watermark()).isEqualTo(42);
        assertThat(filter.judge(ONE, 9, 99)).isEqualTo(Verdict.PASS);
    }

    @Test
    void memoryIsBoundedAndWhatIsInUseIsNotForgotten() {
        SeqFilter filter = new SeqFilter(64);
        for (long seq = 1; seq <= 10_000; seq++) {
            assertThat(filter.judge(ONE, seq, 1)).isEqualTo(Verdict.PASS);
            filter.judge(ConversationId.group(seq), 1, 1);
            assertThat(filter.judge(ONE, seq, 1)).isEqualTo(Verdict.STALE);
        }
    }

    @Test
    void itAgreesWithASimpleModelWhileEverythingFits() {
        Random random = new Random(7);
        SeqFilter filter = new SeqFilter(256);
        Map<ConversationId, Long> model = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            ConversationId conversation = ConversationId.group(1 + random.nextInt(200));
            long last = model.getOrDefault(conversation, 0L);
            long seq = Math.max(1, last + random.nextInt(5) - 2);
            Verdict expected = seq <= last ? Verdict.STALE : last == 0 || seq == last + 1 ? Verdict.PASS : Verdict.JUMP;
            assertThat(filter.judge(conversation, seq, i)).isEqualTo(expected);
            model.put(conversation, Math.max(last, seq));
        }
    }

    @Test
    void anotherStoreStartsAfresh() {
        SeqFilter filter = new SeqFilter(16);
        filter.judge(ONE, 100, 1);
        filter.clear();
        assertThat(filter.judge(ONE, 3, 1)).isEqualTo(Verdict.PASS);
    }
}
