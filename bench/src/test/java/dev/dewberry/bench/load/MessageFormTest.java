package dev.dewberry.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageFormTest {
    @Test
    void aNumberInCrockfordsAlphabetSortsLikeTheNumber() {
        assertThat(MessageForm.crockford(0, 4)).isEqualTo("0000");
        assertThat(MessageForm.crockford(31, 4)).isEqualTo("000Z");
        assertThat(MessageForm.crockford(32, 4)).isEqualTo("0010");
        assertThat(MessageForm.crockford(1_700_000_000_000L, 10))
                .isLessThan(MessageForm.crockford(1_700_000_000_001L, 10));
    }
}
