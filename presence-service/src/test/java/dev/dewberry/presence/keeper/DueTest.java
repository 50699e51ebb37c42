package dev.dewberry.presence.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DueTest {

    private static final Instant START = Instant.parse("2026-11-01T08:00:00Z");

    private final Due due = new Due(Duration.ofSeconds(10), START);

    @Test
    void itIsTimeAfterThePeriodAndThenAgain() {
        assertThat(due.at(START.plusSeconds(9))).isFalse();
        assertThat(due.at(START.plusSeconds(11))).isTrue();
        assertThat(due.at(START.plusSeconds(20))).isFalse();
        assertThat(due.at(START.plusSeconds(21))).isTrue();
    }

    @Test
    void aClockThatWasSetBackStopsNothing() {
        assertThat(due.at(START.minusSeconds(86_400))).isTrue();
        assertThat(due.at(START.minusSeconds(86_390))).isTrue();
    }
}
