package dev.dewberry.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff();
    private long now = -5_000_000_000L;

    @Test
    void aFewComeBackSoonAndNotAllAtOnce() {
        long longest = refused(200);

        assertThat(longest).isBetween(900L, Backoff.LEAST_MILLIS + Backoff.SHORTEST_SPREAD_MILLIS);
        assertThat(backoff.millis(now)).isGreaterThanOrEqualTo(Backoff.LEAST_MILLIS);
    }

    @Test
    void theMoreThereAreTheLaterTheyComeBackButNotAfterMoreThanTenSeconds() {
        long[] longest = new long[6];
        for (int second = 0; second < longest.length; second++) {
            longest[second] = refused(3_000);
        }

        assertThat(longest[0]).isLessThanOrEqualTo(1_000);
        assertThat(longest[1]).isBetween(1_500L, 1_750L);
        assertThat(longest[2]).isBetween(2_900L, 3_250L);
        assertThat(longest[5]).isBetween(8_500L, 10_000L);
    }

    @Test
    void theManyRequestsOfOneComeBackFurtherApartTheMoreAreRefused() {
        refused(200);
        assertThat(backoff.apartMillis()).isEqualTo(50);

        for (int second = 0; second < 6; second++) {
            refused(3_000);
        }
        assertThat(backoff.apartMillis()).isEqualTo(633);
    }

    @Test
    void whenThereAreFewerTheyComeBackSoonerAgain() {
        for (int second = 0; second < 6; second++) {
            refused(3_000);
        }
        for (int second = 0; second < 4; second++) {
            refused(100);
        }

        assertThat(refused(200)).isLessThanOrEqualTo(1_000);
    }

    @Test
    void afterAQuietTimeItBeginsAnew() {
        for (int second = 0; second < 6; second++) {
            refused(3_000);
        }
        now += TimeUnit.SECONDS.toNanos(5);

        assertThat(refused(200)).isLessThanOrEqualTo(1_000);
    }

    /// So many in a second.
    private long refused(int many) {
        long longest = 0;
        long start = now;
        for (int i = 0; i < many; i++) {
            now = start + TimeUnit.SECONDS.toNanos(1) * i / many;
            longest = Math.max(longest, backoff.millis(now));
        }
        now = start + TimeUnit.SECONDS.toNanos(1);
        return longest;
    }
}
