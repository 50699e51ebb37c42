package dev.dewberry.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class CongestionTest {

    private static final Duration TARGET = Duration.ofSeconds(2);
    private final Congestion congestion = new Congestion();
    private final ArrayDeque<Long> queue = new ArrayDeque<>();

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private boolean isStanding(long now) {
        return congestion.standing(millis(now)) > TARGET.toNanos();
    }

    /// Offers and serves, one at a time at the given paces, and counts what was refused.
    private int refusals(long from, long to, double offeredPerMilli, double servedPerMilli) {
        int refused = 0;
        double offered = 0;
        double served = 0;
        for (long now = from; now < to; now++) {
            for (offered += offeredPerMilli; offered >= 1; offered--) {
                if (isStanding(now)) {
                    refused++;
                } else {
                    congestion.begun(millis(now));
                    queue.add(millis(now));
                }
            }
            for (served += servedPerMilli; served >= 1; served--) {
                if (!queue.isEmpty()) {
                    congestion.ended(queue.poll(), millis(now));
                }
            }
        }
        return refused;
    }

    @Test
    void aQueueThatKeepsUpRefusesNothing() {
        assertThat(refusals(0, 20_000, 0.4, 0.5)).isZero();
    }

    @Test
    void aBurstThatIsWorkedOffRefusesNothing() {
        assertThat(refusals(0, 1000, 1, 0.5)).isZero();
        assertThat(refusals(1000, 5000, 0.1, 0.5)).isZero();
    }

    @Test
    void whatCannotBeServedIsRefusedAndTheRestWaitsLittleMoreThanTheTarget() {
        int refused = refusals(0, 60_000, 1, 0.5);
        assertThat(refused).isBetween(27_000, 31_000);
        assertThat(queue.size()).isLessThan(1500);
    }

    @Test
    void whenItIsOverEverythingIsTakenAgain() {
        refusals(0, 20_000, 1, 0.5);
        refusals(20_000, 25_000, 0.1, 0.5);
        assertThat(refusals(25_000, 40_000, 0.4, 0.5)).isZero();
    }

    @Test
    void aStandstillIsNoticedButAFewAlwaysTry() {
        for (int i = 0; i < 32; i++) {
            assertThat(isStanding(5000)).isFalse();
            congestion.begun(millis(i));
        }
        assertThat(isStanding(5000)).isTrue();
        congestion.abandoned(10);
        assertThat(isStanding(5000)).isFalse();
    }
}
