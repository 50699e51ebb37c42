package dev.dewberry.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EntryCountTest {

    private final EntryCount count = new EntryCount(8);

    @Test
    void shouldBeginWithFewAsTheyMayBeFull() {
        assertThat(count.now()).isEqualTo(8);
    }

    @Test
    void shouldTakeMoreOfNearlyEmptyEntries() {
        count.read(10, 160);

        assertThat(count.now()).isEqualTo(32);
    }

    @Test
    void shouldTakeFewAgainAsSoonAsTheyFill() {
        count.read(10, 10);
        count.read(10, 161);

        assertThat(count.now()).isEqualTo(8);
    }
}
