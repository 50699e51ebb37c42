package dev.dewberry.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.gateway.limit.Precedence.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrecedenceTest {

    private static final int MANY = 40;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Congestion sends = new Congestion();
    private long now;
    private final Precedence precedence = new Precedence(sends, Duration.ofSeconds(2), () -> now, meters);

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private void many() {
        for (int i = 0; i < MANY; i++) {
            sends.begun(now);
        }
    }

    private Set<Kind> shedAt(long millis) {
        now = millis(millis);
        Set<Kind> shed = EnumSet.noneOf(Kind.class);
        for (Kind kind : Kind.values()) {
            if (precedence.isShed(kind)) {
                shed.add(kind);
            }
        }
        return shed;
    }

    @Test
    void showsHowLongEvenTheQuickestWaits() {
        many();
        now = millis(750);

        assertThat(meters.get("dewberry.gateway.standing.queue").gauge().value())
                .isEqualTo(0.75);
    }

    @Test
    void presenceGoesFirstThenTypingThenMarksAndMessagesLast() {
        many();
        assertThat(shedAt(500)).isEmpty();
        assertThat(shedAt(501)).containsExactly(Kind.PRESENCE);
        assertThat(shedAt(1000)).containsExactly(Kind.PRESENCE);
        assertThat(shedAt(1001)).containsExactly(Kind.PRESENCE, Kind.TYPING);
        assertThat(shedAt(1501)).containsExactly(Kind.PRESENCE, Kind.TYPING, Kind.MARKS);
        assertThat(shedAt(2000)).containsExactly(Kind.PRESENCE, Kind.TYPING, Kind.MARKS);
        assertThat(shedAt(2001)).containsExactly(Kind.values());
    }

    @Test
    void asTheQueueShrinksWhatMattersMostIsBackFirst() {
        for (long served = 0; served < 6000; served += 250) {
            now = millis(served);
            many();
        }
        int left = 0;
        Set<Kind> before = shedAt(6000);
        assertThat(before).containsExactly(Kind.values());
        for (long wait = 2000; wait >= 0; wait -= 100) {
            now += millis(250);
            sends.ended(now - millis(wait), now);
            now += millis(250);
            sends.ended(now - millis(wait), now);
            Set<Kind> shed = shedAt(now / 1_000_000);
            assertThat(before).as("nothing is shed anew").containsAll(shed);
            assertThat(shed)
                    .as("always the least")
                    .hasSameElementsAs(EnumSet.range(Kind.PRESENCE, Kind.SENDS).stream()
                            .limit(shed.size())
                            .toList());
            left += before.size() - shed.size();
            before = shed;
        }
        assertThat(before).isEmpty();
        assertThat(left).isEqualTo(4);
    }

    @Test
    void aFewSendsThatWaitHoldUpNothing() {
        sends.begun(now);
        assertThat(shedAt(60_000)).isEmpty();
    }

    @Test
    void whatIsLeftIsCountedByKind() {
        many();
        now = millis(1200);
        assertThat(precedence.sheds(Kind.TYPING)).isTrue();
        assertThat(precedence.sheds(Kind.TYPING)).isTrue();
        assertThat(precedence.sheds(Kind.SENDS)).isFalse();
        precedence.count(Kind.PRESENCE, 5);

        assertThat(counted("typing")).isEqualTo(2);
        assertThat(counted("sends")).isZero();
        assertThat(counted("presence")).isEqualTo(5);
    }

    private double counted(String kind) {
        return meters.get("dewberry.gateway.shed").tag("kind", kind).counter().count();
    }
}
