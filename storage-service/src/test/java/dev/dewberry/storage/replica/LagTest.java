package dev.dewberry.storage.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LagTest {

    private static final long SECOND = 1_000_000_000L;

    private final Lag lag = new Lag();

    @Test
    void shouldBeTheAgeOfWhatTheReplicaLacks() {
        lag.primaryAt(Gtids.parse("0-1-10"), 0);
        lag.replicaAt(Gtids.parse("0-1-10"));
        assertThat(lag.now(SECOND)).isZero();

        lag.primaryAt(Gtids.parse("0-1-11"), 2 * SECOND);
        lag.primaryAt(Gtids.parse("0-1-20"), 3 * SECOND);
        lag.replicaAt(Gtids.parse("0-1-15"));

        assertThat(lag.now(5 * SECOND)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void shouldNotGrowWhileNobodyWrites() {
        lag.primaryAt(Gtids.parse("0-1-10"), 0);
        lag.replicaAt(Gtids.parse("0-1-10"));

        lag.primaryAt(Gtids.parse("0-1-10"), 100 * SECOND);
        lag.replicaAt(Gtids.parse("0-1-10"));

        assertThat(lag.now(200 * SECOND)).isZero();
    }

    @Test
    void shouldCompareEachDomain() {
        assertThat(Gtids.parse("0-1-5,1-2-7").isWithin(Gtids.parse("1-9-8, 0-3-5")))
                .isTrue();
        assertThat(Gtids.parse("0-1-5,1-2-7").isWithin(Gtids.parse("0-1-9"))).isFalse();
        assertThat(Gtids.parse("").isEmpty()).isTrue();
    }
}
