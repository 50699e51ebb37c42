package dev.dewberry.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.gateway.limit.Congestion;
import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MarksTest {

    private static final UserId ANN = new UserId(1);
    private static final UserId BOB = new UserId(2);
    private static final ConversationId GROUP = ConversationId.group(7);
    private static final ConversationId OTHER = ConversationId.group(8);

    private final List<Signal.Marks> out = new ArrayList<>();
    private final Congestion sends = new Congestion();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private long now;
    private final Marks marks = new Marks(out::add, new Precedence(sends, Duration.ofMillis(2000), () -> now, meters));

    @Test
    void shouldPassOnTheHighestOfManyMarksOnce() {
        marks.delivered(ANN, GROUP, 5);
        marks.delivered(ANN, GROUP, 4);
        marks.read(ANN, GROUP, 3);
        flushAt(0);
        flushAt(5_000);
        assertThat(out).containsExactly(new Signal.Marks(ANN, GROUP, 5, 3));
    }

    @Test
    void shouldPassOnTheMarksOfOneConversationOnceASecond() {
        for (int tenth = 0; tenth < 30; tenth++) {
            marks.delivered(ANN, GROUP, tenth + 1);
            flushAt(tenth * 100L);
        }
        flushAt(3_000);
        assertThat(out)
                .containsExactly(
                        new Signal.Marks(ANN, GROUP, 1, 0),
                        new Signal.Marks(ANN, GROUP, 11, 0),
                        new Signal.Marks(ANN, GROUP, 21, 0),
                        new Signal.Marks(ANN, GROUP, 30, 0));
    }

    @Test
    void shouldNotKeepOtherUsersAndConversationsWaiting() {
        marks.delivered(ANN, GROUP, 1);
        flushAt(0);
        marks.delivered(ANN, OTHER, 1);
        marks.delivered(BOB, GROUP, 1);
        flushAt(200);
        assertThat(out)
                .containsExactlyInAnyOrder(
                        new Signal.Marks(ANN, GROUP, 1, 0),
                        new Signal.Marks(ANN, OTHER, 1, 0),
                        new Signal.Marks(BOB, GROUP, 1, 0));
    }

    @Test
    void shouldPassOnTheLongestWaitingFirstWhereThereAreTooManyForOneFlush() {
        for (int user = 1; user <= 2 * Marks.A_FLUSH + 1; user++) {
            marks.delivered(new UserId(user), GROUP, 1);
        }
        marks.delivered(ANN, GROUP, 2);
        flushAt(0);
        assertThat(out).hasSize(Marks.A_FLUSH).startsWith(new Signal.Marks(ANN, GROUP, 2, 0));
        flushAt(200);
        flushAt(400);
        flushAt(600);
        assertThat(out).hasSize(2 * Marks.A_FLUSH + 1).doesNotHaveDuplicates();
    }

    @Test
    void shouldHoldMarksBackWhileMessagesWaitTooLongAndThenPassOnTheHighest() {
        for (int i = 0; i < 40; i++) {
            sends.begun(0);
        }
        marks.delivered(ANN, GROUP, 1);
        flushAt(1_400);
        flushAt(1_600);
        marks.delivered(ANN, GROUP, 2);
        marks.read(ANN, GROUP, 3);
        marks.delivered(BOB, GROUP, 7);
        flushAt(1_800);
        assertThat(out).containsExactly(new Signal.Marks(ANN, GROUP, 1, 0));
        assertThat(meters.get("dewberry.gateway.shed")
                        .tag("kind", "marks")
                        .counter()
                        .count())
                .isEqualTo(3);

        sends.abandoned(40);
        flushAt(2_400);
        assertThat(out)
                .containsExactly(
                        new Signal.Marks(ANN, GROUP, 1, 0),
                        new Signal.Marks(ANN, GROUP, 3, 3),
                        new Signal.Marks(BOB, GROUP, 7, 0));
    }

    @Test
    void shouldPassOnEverythingAtTheEnd() {
        marks.delivered(ANN, GROUP, 1);
        flushAt(0);
        marks.read(ANN, GROUP, 2);
        marks.flushAll();
        flushAt(2_000);
        assertThat(out).containsExactly(new Signal.Marks(ANN, GROUP, 1, 0), new Signal.Marks(ANN, GROUP, 2, 2));
    }

    private void flushAt(long millis) {
        now = TimeUnit.MILLISECONDS.toNanos(millis);
        marks.flush(now);
    }
}
