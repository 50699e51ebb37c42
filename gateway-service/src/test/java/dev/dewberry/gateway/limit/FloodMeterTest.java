package dev.dewberry.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FloodMeterTest {

    private static boolean frames(FloodMeter meter, double fromSecond, double toSecond, int perSecond) {
        boolean flood = false;
        int count = (int) ((toSecond - fromSecond) * perSecond);
        for (int i = 0; i < count; i++) {
            long now = (long) ((fromSecond + i / (double) perSecond) * TimeUnit.SECONDS.toNanos(1));
            flood |= meter.isFlood(now, 200, 5);
        }
        return flood;
    }

    @Test
    void fiveSecondsAboveTheRateAreAFlood() {
        assertThat(frames(new FloodMeter(), 1, 6.5, 300)).isTrue();
    }

    @Test
    void lessThanFiveSecondsAreNone() {
        assertThat(frames(new FloodMeter(), 1, 5.5, 300)).isFalse();
    }

    @Test
    void aRateJustBelowIsNoneHoweverLong() {
        assertThat(frames(new FloodMeter(), 1, 60, 199)).isFalse();
    }

    @Test
    void aPauseStartsTheCountAgain() {
        FloodMeter meter = new FloodMeter();
        assertThat(frames(meter, 1, 4, 300)).isFalse();
        assertThat(frames(meter, 6, 10, 300)).isFalse();
    }
}
