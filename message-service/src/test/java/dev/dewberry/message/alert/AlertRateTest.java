package dev.dewberry.message.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AlertRateTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final AlertRate rate = new AlertRate(now::get);

    private int admitted(int asked, boolean critical) {
        int admitted = 0;
        for (int i = 0; i < asked; i++) {
            admitted += rate.admit(critical).isPresent() ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void letsSomeThroughAtOnceAndKeepsTheLastForCriticalOnes() {
        assertThat(admitted(1000, false)).isEqualTo(AlertRate.AT_ONCE - AlertRate.FOR_CRITICAL);
        assertThat(admitted(1000, true)).isEqualTo(AlertRate.FOR_CRITICAL);
        assertThat(admitted(1000, true)).isZero();
    }

    @Test
    void letsOneMoreThroughEachTimeThatHasPassed() {
        admitted(1000, true);

        now.addAndGet(AlertRate.EVERY.toNanos() - 1);
        assertThat(admitted(10, true)).isZero();
        now.addAndGet(1);
        assertThat(admitted(10, true)).isEqualTo(1);
        now.addAndGet(3 * AlertRate.EVERY.toNanos() + 1);
        assertThat(admitted(10, true)).isEqualTo(3);
    }

    @Test
    void doesNotSaveMoreThanAtFirst() {
        now.addAndGet(100_000 * AlertRate.EVERY.toNanos());

        assertThat(admitted(1000, true)).isEqualTo(AlertRate.AT_ONCE);
    }

    @Test
    void countsThoseThatItHeldBack() {
        admitted(AlertRate.AT_ONCE, true);
        assertThat(admitted(7, true)).isZero();
        now.addAndGet(2 * AlertRate.EVERY.toNanos());

        assertThat(rate.admit(true)).hasValue(7);
        assertThat(rate.admit(true)).hasValue(0);
    }
}
