package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(1));

    @Test
    void staysUnderACeilingThatDoubles() {
        for (int failure = 0; failure < 100; failure++) {
            long ceiling = Math.min(30_000, 1000L << Math.min(failure, 10));
            assertThat(backoff.next().toMillis()).isBetween(0L, ceiling);
        }
    }

    @Test
    void spreadsOverTheWholeRange() {
        Duration shortest = Duration.ofDays(1);
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 1000; i++) {
            backoff.reset();
            Duration delay = backoff.next();
            shortest = delay.compareTo(shortest) < 0 ? delay : shortest;
            longest = delay.compareTo(longest) > 0 ? delay : longest;
        }
        assertThat(shortest).isLessThan(Duration.ofMillis(50));
        assertThat(longest).isGreaterThan(Duration.ofMillis(950));
    }

    @Test
    void neverComesBeforeTheServerAsked() {
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next(2000)).isGreaterThanOrEqualTo(Duration.ofMillis(2000));
            assertThat(backoff.within(100, 200)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        }
        assertThat(backoff.within(300, 200)).isEqualTo(Duration.ofMillis(300));
    }
}
