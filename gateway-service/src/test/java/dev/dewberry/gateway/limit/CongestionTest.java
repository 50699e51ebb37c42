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

    @Test
    void atSixTimesOfWhatCanBeDoneNobodyWaitsMuchLongerThanTheTargetEither() {
        refusals(0, 10_000, 1, 2);
        int longest = 0;
        for (int second = 10; second < 60; second++) {
            refusals(second * 1_000L, second * 1_000L + 1_000, 12, 2);
            longest = Math.max(longest, queue.size());
        }
        assertThat(longest).as("of 2,000 a second").isLessThan(2 * 2_000 + 1_500);
    }

    @Test
    void aBurstAfterAQuietTimeIsTakenWhole() {
        assertThat(refusals(0, 10_000, 0.01, 1)).isZero();
        assertThat(refusals(10_000, 10_100, 10, 1)).isZero();
    }

    @Test
    void thoseWhoWaitedInVainAreStillInTheQueueThatOthersWouldWaitIn() {
        for (int i = 0; i < 5_000; i++) {
            congestion.begun(0);
        }
        for (int i = 0; i < 5_000; i++) {
            congestion.overdue(0, millis(8_000));
        }
        assertThat(admitted(8_000)).as("to find out").isEqualTo(32);
        assertThat(isStanding(9_000)).isTrue();
        congestion.ended(millis(8_000), millis(9_500));
        assertThat(isStanding(9_600)).as("the queue is short again").isFalse();
    }

    @Test
    void whatIsRefusedQuicklyByThoseBehindTellsOfNoQuickAnswers() {
        for (int second = 0; second < 4; second++) {
            for (int i = 0; i < 100; i++) {
                congestion.begun(millis(second * 1_000));
            }
            congestion.abandoned(60);
        }
        assertThat(isStanding(4_000)).isTrue();
    }

    @Test
    void aMomentWithoutAnswersMakesNoQueueShorter() {
        for (int i = 0; i < 500; i++) {
            congestion.begun(0);
        }
        for (int i = 0; i < 10; i++) {
            congestion.ended(0, millis(5_000));
        }
        assertThat(isStanding(5_300)).isTrue();
        assertThat(isStanding(5_600)).isTrue();
        assertThat(isStanding(6_000)).isTrue();
    }

    private int admitted(long now) {
        int admitted = 0;
        while (!isStanding(now)) {
            congestion.begun(millis(now));
            admitted++;
        }
        return admitted;
    }
}
