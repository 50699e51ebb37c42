package dev.dewberry.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = 5 * SECOND;
    private final Timeline timeline = new Timeline(START);

    private void second(int which, long ms) {
        for (int i = 0; i < 50; i++) {
            long due = START + which * SECOND + i;
            timeline.expect(due, 1);
            timeline.delivered(due, ms * 1000);
        }
    }

    @Test
    void oneGoodSecondIsNotYetTheEndOfTheTrouble() {
        long[] ms = {900, 100, 800, 100, 100, 100, 900};
        for (int i = 0; i < ms.length; i++) {
            second(i, ms[i]);
        }

        assertThat(timeline.recoveredAfter(250)).isEqualTo(3);
        assertThat(timeline.p99().getFirst()).isCloseTo(900, within(1.0));
        assertThat(timeline.p99().get(1)).isCloseTo(100, within(1.0));
    }

    @Test
    void aDeliveryThatIsMissingSpoilsItsSecond() {
        second(0, 10);
        timeline.expect(START, 1);
        second(1, 10);
        second(2, 10);

        assertThat(timeline.recoveredAfter(250)).isEqualTo(1);
    }

    @Test
    void whatIsLateToTheEndNeverRecovers() {
        second(0, 10);
        second(1, 900);

        assertThat(timeline.recoveredAfter(250)).isEqualTo(-1);
    }
}
