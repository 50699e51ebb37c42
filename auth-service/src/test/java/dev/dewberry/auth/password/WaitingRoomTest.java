package dev.dewberry.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import java.time.Duration;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {

    private static final long HASH = Duration.ofMillis(80).toNanos();

    private final AtomicLong now = new AtomicLong(-7_000);
    private final WaitingRoom room = new WaitingRoom(2, 64, now::get, new Random(1));

    WaitingRoomTest() {
        for (int i = 0; i < 100; i++) {
            room.served(HASH, 1);
        }
    }

    @Test
    void shouldLetNobodyInWhoWouldWaitTooLong() {
        assertThatCode(() -> room.requirePlace(60)).doesNotThrowAnyException();
        assertThatExceptionOfType(DewberryException.class).isThrownBy(() -> room.requirePlace(64));

        for (int i = 0; i < 100; i++) {
            room.served(10 * HASH, 1);
        }

        assertThatCode(() -> room.requirePlace(9)).doesNotThrowAnyException();
        assertThatExceptionOfType(DewberryException.class).isThrownBy(() -> room.requirePlace(11));
    }

    @Test
    void shouldRefuseWhoHasWaitedTooLong() {
        assertThatCode(() -> room.requirePatience(WaitingRoom.LONGEST_WAIT.toNanos()))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(DewberryException.class)
                .isThrownBy(() -> room.requirePatience(WaitingRoom.LONGEST_WAIT.toNanos() + 1))
                .satisfies(error -> assertThat(error.code()).isEqualTo(ErrorCode.BUSY));
    }

    @Test
    void shouldSendThoseOfOneMomentAwayUntilTheirTurns() {
        assertThat(wait(room.refusal())).isEqualTo(Duration.ofSeconds(1));
        Duration last = Duration.ofSeconds(1);
        for (int i = 0; i < 1_000; i++) {
            Duration next = wait(room.refusal());
            // Two threads, and a few more than they can serve.
            assertThat(next.minus(last)).isBetween(Duration.ofMillis(23), Duration.ofMillis(25));
            last = next;
        }
    }

    @Test
    void shouldSendNobodyAwayForLongerThanTheLongestNorAllUntilTheSameMoment() {
        for (int i = 0; i < 10_000; i++) {
            room.refusal();
        }

        Duration one = wait(room.refusal());
        Duration other = wait(room.refusal());

        assertThat(one).isBetween(WaitingRoom.LONGEST_TURN.dividedBy(2), WaitingRoom.LONGEST_TURN);
        assertThat(other).isBetween(WaitingRoom.LONGEST_TURN.dividedBy(2), WaitingRoom.LONGEST_TURN);
        assertThat(other).isNotEqualTo(one);
    }

    @Test
    void shouldForgetTurnsWhenNobodyWaits() {
        for (int i = 0; i < 100; i++) {
            room.refusal();
        }

        room.served(HASH, 0);

        assertThat(wait(room.refusal())).isEqualTo(Duration.ofSeconds(1));
    }

    /// A school at eight, in virtual time: 4,000 at once, each of whom comes again when told to.
    @Test
    void shouldServeAWholeSchoolWithFewQuestions() {
        int people = 4_000;
        PriorityQueue<Long> arrivals = new PriorityQueue<>();
        for (int i = 0; i < people; i++) {
            arrivals.add(now.get());
        }
        int waiting = 0;
        int served = 0;
        long asked = 0;
        while (served < people) {
            while (!arrivals.isEmpty() && arrivals.peek() <= now.get()) {
                arrivals.remove();
                asked++;
                try {
                    room.requirePlace(waiting);
                    waiting++;
                } catch (DewberryException refused) {
                    arrivals.add(now.get() + wait(refused).toNanos());
                }
            }
            now.addAndGet(HASH / 2);
            if (waiting > 0) {
                waiting--;
                served++;
                room.served(HASH, waiting);
            }
        }

        // 160 s would be without a pause.
        assertThat(Duration.ofNanos(now.get())).isLessThan(Duration.ofSeconds(180));
        assertThat(asked).isLessThan(4 * people);
    }

    private static Duration wait(DewberryException refusal) {
        return Objects.requireNonNull(refusal.retryAfter());
    }
}
