package dev.dewberry.platform.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final long APART = 50;
    private static final long LONGEST = 30_000;

    private final Turns turns = new Turns(Duration.ofNanos(LONGEST));
    private final long now = -7_000;

    @Test
    void aSingleOneComesAsSoonAsItCan() {
        assertThat(turns.next(now, 20, APART)).isEqualTo(20);
        assertThat(turns.next(now + 1_000, 20, APART)).isEqualTo(20);
    }

    @Test
    void thoseOfOneMomentComeOneAfterTheOther() {
        for (int i = 0; i < 100; i++) {
            assertThat(turns.next(now, 20, APART)).isEqualTo(20 + i * APART);
        }
    }

    @Test
    void nobodyIsSentAwayForLongerThanTheLongest() {
        assertThat(turns.next(now, LONGEST - 10, APART)).isEqualTo(LONGEST - 10);
        assertThat(turns.next(now, 20, APART)).isEqualTo(LONGEST);
        assertThat(turns.next(now, 20, APART)).isEqualTo(LONGEST);
    }

    @Test
    void whenThereIsRoomAgainTheTurnsBeforeCountNoLonger() {
        for (int i = 0; i < 100; i++) {
            turns.next(now, 20, APART);
        }
        turns.over();

        assertThat(turns.next(now, 20, APART)).isEqualTo(20);
    }
}
