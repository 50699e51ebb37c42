package dev.dewberry.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DisturbanceTest {

    private long now = millis(1_000);
    private final Disturbance disturbance = new Disturbance(() -> now);

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void shouldSlowThoseWhoComeTheMoreTheLongerTheSendsOfTheLastMomentWaited() {
        assertThat(disturbance.slowdown()).as("nobody sends").isEqualTo(1);

        answeredAfter(10, 20);
        assertThat(disturbance.slowdown()).as("they are quick").isEqualTo(1);

        answeredAfter(40, 80);
        assertThat(disturbance.slowdown()).isEqualTo(3);

        answeredAfter(3_000, 3_000);
        assertThat(disturbance.slowdown()).as("not for ever").isEqualTo(4);

        now += millis(500);
        disturbance.slowdown();
        now += millis(500);
        assertThat(disturbance.slowdown()).as("it is over").isEqualTo(1);
    }

    @Test
    void shouldSlowThemAsSoonAsSendsWaitAndNotOnlyWhenTheyAreAnswered() {
        disturbance.begun(now);
        now += millis(60);
        assertThat(disturbance.slowdown()).isEqualTo(3);

        disturbance.begun(now);
        assertThat(disturbance.slowdown()).as("30 ms at a mean").isEqualTo(1.5);
    }

    @Test
    void shouldForgetSendsForWhichNobodyWaits() {
        disturbance.begun(now);
        disturbance.begun(now - millis(5_000));
        disturbance.abandoned(now - millis(5_000));

        assertThat(disturbance.slowdown()).isEqualTo(1);
    }

    /// Sends that took so many milliseconds, in a window of their own.
    private void answeredAfter(long... waits) {
        now += millis(1_000);
        disturbance.slowdown();
        for (long wait : waits) {
            disturbance.begun(now - millis(wait));
            disturbance.ended(now - millis(wait), now);
        }
        now += millis(250);
    }
}
