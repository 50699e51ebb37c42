package dev.dewberry.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

    private static final long INTERVAL = 50;
    private static final int BURST = 10;

    @Test
    void aFullBucketGivesItsBurstAndThenTheWaitForOneToken() {
        TokenBucket bucket = new TokenBucket();
        for (int i = 0; i < BURST; i++) {
            assertThat(bucket.take(1000, INTERVAL, BURST)).isZero();
        }

        assertThat(bucket.take(1000, INTERVAL, BURST)).isEqualTo(INTERVAL);
        assertThat(bucket.take(1020, INTERVAL, BURST)).isEqualTo(INTERVAL - 20);
        assertThat(bucket.take(1050, INTERVAL, BURST)).isZero();
        assertThat(bucket.take(1050, INTERVAL, BURST)).isEqualTo(INTERVAL);
    }

    @Test
    void whoIsRefusedPaysNothing() {
        TokenBucket bucket = new TokenBucket();
        for (int i = 0; i < 1000; i++) {
            bucket.take(0, INTERVAL, BURST);
        }

        assertThat(bucket.take(INTERVAL, INTERVAL, BURST)).isZero();
    }

    @Test
    void anIdleBucketHoldsNoMoreThanItsBurst() {
        TokenBucket bucket = new TokenBucket();
        long later = 1_000_000;
        for (int i = 0; i < BURST; i++) {
            assertThat(bucket.take(later, INTERVAL, BURST)).isZero();
        }
        assertThat(bucket.take(later, INTERVAL, BURST)).isPositive();
    }
}
