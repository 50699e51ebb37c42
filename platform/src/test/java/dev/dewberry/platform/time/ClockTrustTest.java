package dev.dewberry.platform.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ClockTrustTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Time time = new Time();
    private final ClockTrust trust = new ClockTrust(time, time);

    /// Passes for clock and counter; the clock can be set.
    private static final class Time extends Clock implements Counter {

        private Instant now = NOW;
        private long nanos = 42;

        void pass(Duration duration) {
            now = now.plus(duration);
            nanos += duration.toNanos();
        }

        void set(Instant instant) {
            now = instant;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void believesAClockThatRanEvenlyForAnHour() {
        assertThat(trust.believed()).isEmpty();

        time.pass(HOUR);

        assertThat(trust.believed()).contains(NOW.plus(HOUR));
    }

    @Test
    void beginsAgainWhenTheClockIsSetEitherWay() {
        time.pass(HOUR);
        time.set(NOW);
        assertThat(trust.believed()).isEmpty();
        time.pass(HOUR);
        assertThat(trust.evenFor()).isEqualTo(HOUR);

        time.set(NOW.plus(Duration.ofDays(21)));

        assertThat(trust.evenFor()).isZero();
        assertThat(trust.believed()).isEmpty();
    }

    @Test
    void toleratesAClockThatIsSlewedALittle() {
        time.pass(HOUR);
        time.set(NOW.plus(HOUR).plusSeconds(30));

        assertThat(trust.believed()).isPresent();
    }

    @Test
    void neverBelieves1970() {
        time.set(Instant.EPOCH);
        trust.evenFor();
        time.pass(DAY.multipliedBy(3));

        assertThat(trust.evenFor()).isEqualTo(DAY.multipliedBy(3));
        assertThat(trust.believed()).isEmpty();
    }

    @Test
    void believesAClockFarFromWhereItWasOnlyAfterADay() {
        time.pass(HOUR);
        trust.believed();
        time.set(NOW.plus(Duration.ofDays(3652)));
        trust.evenFor();

        time.pass(HOUR.multipliedBy(23));
        assertThat(trust.believed()).isEmpty();
        time.pass(HOUR);
        assertThat(trust.believed()).isPresent();
    }

    @Test
    void whoOnlyLooksChangesNothing() {
        time.pass(HOUR);
        assertThat(trust.isBelieved()).isTrue();
        time.set(NOW.plus(Duration.ofDays(3652)));
        assertThat(trust.isBelieved()).isFalse();

        time.pass(HOUR);
        // Nobody had decided by the clock before, so that the new time is not far from anything.
        assertThat(trust.isBelieved()).isTrue();
        assertThat(trust.believed()).isPresent();
    }

    @Test
    void comparesWithWhatAProcessBeforeBelieved() {
        trust.remember(NOW.plus(Duration.ofDays(21)));
        time.pass(HOUR);
        assertThat(trust.believed()).isEmpty();

        time.pass(DAY);
        assertThat(trust.believed()).isPresent();
    }
}
