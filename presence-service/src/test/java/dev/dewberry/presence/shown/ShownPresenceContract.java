package dev.dewberry.presence.shown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.presence.board.Shown;
import dev.dewberry.presence.board.Status;
import dev.dewberry.protocol.UserId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

interface ShownPresenceContract {

    UserId ANN = new UserId(1);
    UserId BOB = new UserId(Long.MAX_VALUE);

    /// An empty one.
    ShownPresence shown();

    @Test
    default void whatWasWrittenIsShown() {
        ShownPresence shown = shown();
        shown.write(Map.of(ANN, Shown.of(Status.ONLINE), BOB, new Shown(Status.AWAY, "午饭 lunch", "a")))
                .block();

        assertThat(shown.all().block())
                .containsOnly(
                        Map.entry(ANN, Shown.of(Status.ONLINE)),
                        Map.entry(BOB, new Shown(Status.AWAY, "午饭 lunch", "a")));
        assertThat(shown.of(List.of(BOB, new UserId(3))).block()).containsOnlyKeys(BOB);
    }

    @Test
    default void theOfflineAreRemoved() {
        ShownPresence shown = shown();
        shown.write(Map.of(ANN, Shown.of(Status.ONLINE))).block();
        shown.write(Map.of(ANN, Shown.OFFLINE, BOB, Shown.OFFLINE)).block();

        assertThat(shown.all().block()).isEmpty();
    }

    @Test
    default void nothingIsAskedForNobody() {
        assertThat(shown().of(List.of()).block()).isEmpty();
        assertThat(shown().write(Map.of()).block()).isNull();
    }

    @Test
    default void aMarkStaysUntilTheNextKeeper() {
        ShownPresence shown = shown();
        assertThat(shown.isMarked("one").block()).isFalse();

        shown.mark("one").block();
        assertThat(shown.isMarked("one").block()).isTrue();
        assertThat(shown.all().block()).isEmpty();

        shown.mark("two").block();
        assertThat(shown.isMarked("one").block()).isFalse();
    }
}
