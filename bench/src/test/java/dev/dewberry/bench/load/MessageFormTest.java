package dev.dewberry.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
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

    @Test
    void aRandomClientIdIsTheSameAtEachTry() {
        var form = new MessageForm(new Ledger(List.of(), List.of()), 64, 7, 0, 0, true);

        assertThat(form.clientId(3)).hasSize(36).isEqualTo(form.clientId(3));
        // Not by the order of their numbers.
        assertThat(IntStream.range(0, 100).mapToObj(form::clientId).toList())
                .doesNotHaveDuplicates()
                .isNotEqualTo(IntStream.range(0, 100)
                        .mapToObj(form::clientId)
                        .sorted()
                        .toList());
    }
}
