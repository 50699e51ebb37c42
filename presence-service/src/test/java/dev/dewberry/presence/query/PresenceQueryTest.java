package dev.dewberry.presence.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.presence.board.Shown;
import dev.dewberry.presence.board.Status;
import dev.dewberry.presence.query.PresenceQuery.Question;
import dev.dewberry.presence.route.MemoryRoutes;
import dev.dewberry.presence.seen.MemoryLastSeenStore;
import dev.dewberry.presence.shown.MemoryShownPresence;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.PresenceItem;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class PresenceQueryTest {

    private static final Instant NOW = Instant.ofEpochMilli(1_763_757_600_000L);
    private static final UserId ASKING = new UserId(99);
    private static final UserId ANN = new UserId(1);
    private static final UserId BOB = new UserId(2);
    private static final UserId NOBODY = new UserId(3);

    private final MemoryRoutes routes = new MemoryRoutes();
    private final MemoryShownPresence shown = new MemoryShownPresence();
    private final MemoryLastSeenStore lastSeen = new MemoryLastSeenStore();

    /// But by a clock that was ahead when it was written down.
    @Test
    void nobodyWasSeenInTheFuture() {
        lastSeen.save(Map.of(BOB, NOW.plusSeconds(3600).toEpochMilli())).block();

        assertThat(ask(Visibility.OPEN, BOB))
                .containsExactly(new PresenceItem(BOB, "offline", NOW.toEpochMilli(), null));
    }

    @Test
    void whoHasASocketIsThereEvenBeforeItWasAnnounced() {
        routes.put("a", Map.of(ANN, Status.AWAY));
        routes.put("b", Map.of(ANN, Status.ONLINE));

        assertThat(ask(Visibility.OPEN, ANN))
                .containsExactly(new PresenceItem(ANN, "online", NOW.toEpochMilli(), null));
    }

    @Test
    void whoHasNoSocketStaysAsAnnouncedWithinTheGrace() {
        shown.write(Map.of(ANN, new Shown(Status.AWAY, "lunch", "a"))).block();

        assertThat(ask(Visibility.OPEN, ANN))
                .containsExactly(new PresenceItem(ANN, "away", NOW.toEpochMilli(), "lunch"));
    }

    @Test
    void theOfflineWereLastSeenSometimeOrNever() {
        lastSeen.save(Map.of(BOB, 5L)).block();

        assertThat(ask(Visibility.OPEN, NOBODY, BOB))
                .containsExactly(
                        new PresenceItem(NOBODY, "offline", null, null), new PresenceItem(BOB, "offline", 5L, null));
    }

    @Test
    void everyUserIsAnsweredOnce() {
        assertThat(ask(Visibility.OPEN, ANN, ANN)).hasSize(1);
        assertThat(ask(Visibility.OPEN)).isEmpty();
    }

    @Test
    void whoHidesIsOfflineAndWasNeverSeen() {
        routes.put("a", Map.of(ANN, Status.ONLINE, BOB, Status.ONLINE));
        lastSeen.save(Map.of(ANN, 5L)).block();

        assertThat(ask((asking, users) -> Mono.just(Set.of(BOB)), ANN, BOB))
                .containsExactly(
                        new PresenceItem(ANN, "offline", null, null),
                        new PresenceItem(BOB, "online", NOW.toEpochMilli(), null));
    }

    @Test
    void manyAreAnsweredAtOnceEachByWhatIsShownToHim() {
        routes.put("a", Map.of(ANN, Status.ONLINE, BOB, Status.AWAY));
        Visibility annHidesFromBob = (asking, users) -> Mono.just(asking.equals(BOB) ? Set.of(BOB) : Set.copyOf(users));

        List<List<PresenceItem>> answers = Objects.requireNonNull(query(annHidesFromBob)
                .answer(List.of(
                        new Question(BOB, List.of(ANN, BOB)),
                        new Question(ASKING, List.of(ANN)),
                        new Question(ASKING, List.of())))
                .block());

        assertThat(answers)
                .containsExactly(
                        List.of(
                                new PresenceItem(ANN, "offline", null, null),
                                new PresenceItem(BOB, "away", NOW.toEpochMilli(), null)),
                        List.of(new PresenceItem(ANN, "online", NOW.toEpochMilli(), null)),
                        List.of());
    }

    @Test
    void whatCannotBeFoundOutIsBusy() {
        lastSeen.away(true);

        StepVerifier.create(query(Visibility.OPEN).answer(List.of(new Question(ASKING, List.of(ANN)))))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                DewberryException.class,
                                busy -> assertThat(busy.code()).isEqualTo(ErrorCode.BUSY)))
                .verify();
    }

    private List<PresenceItem> ask(Visibility visibility, UserId... users) {
        return Objects.requireNonNull(query(visibility)
                        .answer(List.of(new Question(ASKING, List.of(users))))
                        .block())
                .getFirst();
    }

    private PresenceQuery query(Visibility visibility) {
        return new PresenceQuery(routes, shown, lastSeen, visibility, Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
