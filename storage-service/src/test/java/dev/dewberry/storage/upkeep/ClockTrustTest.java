package dev.dewberry.storage.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.database.Database;
import dev.dewberry.storage.rig.TestClock;
import io.r2dbc.spi.ConnectionFactories;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockTrustTest {

    private final TestClock clock = new TestClock();
    private final ClockTrust trust = new ClockTrust(
            new Database(ConnectionFactories.get("r2dbc:mariadb://nobody@127.0.0.1:1/none"), Duration.ofSeconds(1)),
            clock);

    @Test
    void shouldNotBelieveAClockOf1970() {
        assertThat(ClockTrust.isPlausible(0)).isFalse();
        assertThat(ClockTrust.isPlausible(Instant.parse("2026-11-21T00:00:00Z").toEpochMilli()))
                .isTrue();
        assertThat(ClockTrust.isPlausible(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void shouldStartAgainWhenTheClockJumps() {
        long wall = clock.millis();
        long counter = System.nanoTime();

        Duration even = trust.evenFor(
                wall + Duration.ofHours(2).toMillis(),
                counter + Duration.ofHours(2).toNanos());
        Duration jumped = trust.evenFor(
                wall + Duration.ofDays(90).toMillis(),
                counter + Duration.ofHours(3).toNanos());

        assertThat(even).isGreaterThan(Duration.ofMinutes(119));
        assertThat(jumped).isZero();
    }

    @Test
    void shouldDoubtAClockFarFromWhereItWas() {
        long seen = clock.millis();

        assertThat(ClockTrust.isNear(seen + Duration.ofDays(59).toMillis(), seen))
                .isTrue();
        assertThat(ClockTrust.isNear(seen + Duration.ofDays(61).toMillis(), seen))
                .isFalse();
        assertThat(ClockTrust.isNear(seen - Duration.ofHours(1).toMillis(), seen))
                .isFalse();
    }
}
