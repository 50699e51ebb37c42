package dev.dewberry.auth.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.auth.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureCounterTest {

    private final TestClock clock = new TestClock();
    private final FailureCounter counter = new FailureCounter(
            new ThrottleProperties.Rule(3, Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofSeconds(30)),
            1000,
            clock);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            counter.failed("ann");
        }
    }

    private boolean mayGo() {
        return counter.attempt("ann").isZero();
    }

    @Test
    void letsTheFirstFailuresGoFree() {
        fail(2);

        assertThat(mayGo()).isTrue();
        assertThat(mayGo()).isTrue();
    }

    @Test
    void doublesTheDelayUpToItsMaximum() {
        fail(3);
        assertThat(counter.attempt("ann")).isBetween(Duration.ofMillis(9_900), Duration.ofSeconds(10));
        fail(1);
        assertThat(counter.attempt("ann")).isBetween(Duration.ofMillis(19_900), Duration.ofSeconds(20));
        fail(60);
        assertThat(counter.attempt("ann")).isBetween(Duration.ofMillis(29_900), Duration.ofSeconds(30));
    }

    @Test
    void letsOnlyOneGoAtTheEndOfADelay() {
        fail(3);
        clock.advance(Duration.ofSeconds(11));

        assertThat(mayGo()).isTrue();
        assertThat(mayGo()).isFalse();
    }

    @Test
    void forgetsOneFailureAfterAnother() {
        fail(3);
        clock.advance(Duration.ofSeconds(61));
        assertThat(mayGo()).isTrue();
        assertThat(mayGo()).isTrue();
        fail(1);
        assertThat(mayGo()).isFalse();

        clock.advance(Duration.ofMinutes(10));
        fail(2);
        assertThat(mayGo()).isTrue();
    }

    @Test
    void countsEachKeyByItself() {
        fail(9);

        assertThat(counter.attempt("bob").isZero()).isTrue();
    }

    @Test
    void forgetsAKeyAtOnceWhereTold() {
        fail(9);
        counter.forget("ann");

        assertThat(mayGo()).isTrue();
    }

    @Test
    void locksNobodyOutWhereTheClockIsSetBack() {
        fail(3);
        clock.step(Duration.ofHours(-1));
        clock.advance(Duration.ofSeconds(11));

        assertThat(mayGo()).isTrue();
    }

    @Test
    void forgetsNothingWhereTheClockIsPutForward() {
        fail(3);
        clock.step(Duration.ofHours(5));

        assertThat(mayGo()).isFalse();
    }
}
