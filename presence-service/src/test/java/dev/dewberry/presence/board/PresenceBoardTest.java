package dev.dewberry.presence.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.PresenceReport;
import dev.dewberry.protocol.frame.PresenceItem;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PresenceBoardTest {

    private static final Instant START = Instant.parse("2026-11-01T08:00:00Z");
    private static final UserId ANN = new UserId(1);
    private static final UserId BOB = new UserId(2);

    private final PresenceBoard board = new PresenceBoard(Duration.ofSeconds(3));

    @BeforeEach
    void twoGatewaysLive() {
        join("a", Map.of(), 0);
        join("b", Map.of(), 0);
    }

    @Test
    void aUserWithASocketIsOnline() {
        report("a", ANN, "online", null, 0);

        assertThat(board.drain(at(0)).items()).containsExactly(item(ANN, "online", at(0), null));
        assertThat(board.drain(at(1)).items()).isEmpty();
        assertThat(board.visible()).isEqualTo(1);
    }

    @Test
    void onlineOnOneGatewayBeatsAwayOnAnother() {
        report("a", ANN, "away", null, 0);
        assertThat(board.drain(at(0)).items()).containsExactly(item(ANN, "away", at(0), null));

        report("b", ANN, "online", null, 1);
        assertThat(board.drain(at(1)).items()).containsExactly(item(ANN, "online", at(1), null));

        report("b", ANN, "offline", null, 2);
        assertThat(board.drain(at(2)).items()).containsExactly(item(ANN, "away", at(2), null));
    }

    @Test
    void aUserWithoutSocketsIsOfflineAfterTheGrace() {
        report("a", ANN, "online", null, 0);
        board.drain(at(0));
        report("a", ANN, "offline", null, 10);

        assertThat(board.drain(at(12)).items()).isEmpty();
        assertThat(board.drain(at(13)).items()).containsExactly(item(ANN, "offline", at(10), null));
        assertThat(board.visible()).isZero();
        assertThat(board.shown()).isEmpty();
    }

    @Test
    void aUserLeavesAfterTheGraceAlsoWhereTheClockIsSetBack() {
        report("a", ANN, "online", null, 4000);
        board.drain(at(4000));
        board.holdUntil(at(4010));
        report("a", ANN, "offline", null, 4010);
        board.drain(at(4010));

        assertThat(board.drain(at(401)).items()).isEmpty();
        assertThat(board.drain(at(415)).items()).containsExactly(item(ANN, "offline", at(4010), null));
    }

    @Test
    void whoComesBackWithinTheGraceWasNeverGone() {
        report("a", ANN, "online", null, 0);
        board.drain(at(0));
        report("a", ANN, "offline", null, 10);
        board.drain(at(11));
        report("b", ANN, "online", null, 12);

        assertThat(board.drain(at(12)).items()).isEmpty();
        assertThat(board.drain(at(60)).items()).isEmpty();
    }

    @Test
    void whoComesBackWhileRedisMayHaveForgottenIsAnnouncedAgain() {
        report("a", ANN, "online", null, 0);
        board.drain(at(0));
        board.holdUntil(at(20));
        board.retainGateways(Set.of("b"), at(10));
        join("a", Map.of(ANN, Status.ONLINE), 12);

        assertThat(board.drain(at(12)).items()).containsExactly(item(ANN, "online", at(12), null));
    }

    @Test
    void whoIsGoneWithManyOthersStaysVisibleForLonger() {
        for (long user = 100; user < 1100; user++) {
            report("a", new UserId(user), "online", null, 0);
        }
        board.drain(at(0));
        for (long user = 100; user < 1100; user++) {
            report("a", new UserId(user), "offline", null, 10);
        }

        assertThat(board.drain(at(14)).items()).hasSize(101);
        assertThat(board.drain(at(18)).items()).hasSize(400);
        assertThat(board.drain(at(23)).items()).hasSize(499);
    }

    /// They come back one after the other; the first of them to be missed must not be told of.
    @Test
    void whoWasOnAGatewayThatDiedStaysVisibleAsLongAsTheLastOfThemMayTake() {
        for (int user = 1; user <= 1000; user++) {
            report("a", new UserId(user), "online", null, 0);
        }
        board.drain(at(0));
        board.retainGateways(Set.of("b"), at(10));

        for (int user = 2; user <= 1000; user++) {
            report("b", new UserId(user), "online", null, 22);
        }

        assertThat(board.drain(at(22)).items()).isEmpty();
        assertThat(board.drain(at(23)).items()).containsExactly(item(ANN, "offline", at(10), null));
    }

    /// Whose time is over does not wait behind those who were given more of it.
    @Test
    void whoLeavesByHimselfWhileManyAreMissedIsNotVisibleForLongerThanThey() {
        for (int user = 10; user < 1010; user++) {
            report("a", new UserId(user), "online", null, 0);
        }
        report("b", ANN, "online", null, 0);
        board.drain(at(0));
        board.retainGateways(Set.of("b"), at(10));
        for (int user = 11; user < 1010; user++) {
            report("b", new UserId(user), "online", null, 11);
        }
        report("b", ANN, "offline", null, 12);

        assertThat(board.drain(at(16)).items()).containsExactly(item(ANN, "offline", at(12), null));
    }

    @Test
    void nobodyStaysVisibleForLongerThanHalfAMinute() {
        for (long user = 100; user < 4100; user++) {
            report("a", new UserId(user), "online", null, 0);
        }
        board.drain(at(0));
        for (long user = 100; user < 4100; user++) {
            report("a", new UserId(user), "offline", null, 10);
        }

        board.drain(at(40));

        assertThat(board.shown()).isEmpty();
    }

    @Test
    void whoComesAndGoesBetweenTwoAnnouncementsIsNotAnnounced() {
        report("a", ANN, "online", null, 0);
        report("a", ANN, "offline", null, 0);

        Changes changes = board.drain(at(1));

        assertThat(changes.items()).isEmpty();
        assertThat(changes.seen()).containsEntry(ANN, at(0).toEpochMilli());
        assertThat(board.drain(at(10)).items()).isEmpty();
    }

    @Test
    void onlyTheLatestOfSeveralChangesIsAnnounced() {
        report("a", ANN, "online", null, 0);
        report("a", ANN, "away", null, 0);
        report("a", ANN, "away", "lunch", 0);

        assertThat(board.drain(at(0)).items()).containsExactly(item(ANN, "away", at(0), "lunch"));
    }

    @Test
    void aTextIsTakenBackByItsOwnGatewayOnly() {
        report("a", ANN, "online", "lunch", 0);
        board.drain(at(0));

        report("b", ANN, "online", null, 1);
        assertThat(board.drain(at(1)).items()).isEmpty();

        report("a", ANN, "online", null, 2);
        assertThat(board.drain(at(2)).items()).containsExactly(item(ANN, "online", at(2), null));
    }

    @Test
    void aTextGoesWithTheGatewayThatSaidIt() {
        report("a", ANN, "online", "lunch", 0);
        report("b", ANN, "online", null, 0);
        board.drain(at(0));

        report("a", ANN, "offline", null, 1);

        assertThat(board.drain(at(1)).items()).containsExactly(item(ANN, "online", at(1), null));
    }

    @Test
    void aTextSurvivesALapsedLeaseButNotANewConnection() {
        report("a", ANN, "online", "lunch", 0);
        board.drain(at(0));
        board.retainGateways(Set.of("b"), at(1));
        join("a", Map.of(ANN, Status.ONLINE), 2);
        assertThat(board.drain(at(2)).items()).isEmpty();
        assertThat(board.shown().get(ANN).text()).isEqualTo("lunch");

        board.retainGateways(Set.of("b"), at(3));
        report("b", ANN, "online", null, 4);
        assertThat(board.drain(at(4)).items()).containsExactly(item(ANN, "online", at(4), null));
    }

    @Test
    void theUsersOfADeadGatewayLeaveUnlessTheyAreOnAnother() {
        report("a", ANN, "online", null, 0);
        report("a", BOB, "online", null, 0);
        report("b", BOB, "online", null, 0);
        board.drain(at(0));

        board.retainGateways(Set.of("b"), at(20));

        assertThat(board.drain(at(22)).items()).isEmpty();
        assertThat(board.drain(at(23)).items()).containsExactly(item(ANN, "offline", at(20), null));
        assertThat(board.gateways()).containsExactly("b");
    }

    @Test
    void aReportOfADeadGatewayChangesNothingButTheMoment() {
        report("dead", ANN, "online", null, 5);

        Changes changes = board.drain(at(5));

        assertThat(changes.items()).isEmpty();
        assertThat(changes.seen()).containsEntry(ANN, at(5).toEpochMilli());
    }

    @Test
    void aSnapshotCorrectsWhatReportsMissed() {
        report("a", ANN, "online", null, 0);
        board.drain(at(0));

        join("a", Map.of(BOB, Status.AWAY), 30);

        assertThat(board.drain(at(30)).items()).containsExactly(item(BOB, "away", at(30), null));
        assertThat(board.drain(at(33)).items()).containsExactly(item(ANN, "offline", at(30), null));
    }

    @Test
    void aReportIsNewerThanTheSnapshotThatIsBeingRead() {
        board.awaitSnapshot("a");
        report("a", ANN, "offline", null, 1);
        report("a", BOB, "online", null, 1);
        board.snapshot("a", Map.of(ANN, Status.ONLINE), at(2));

        assertThat(board.drain(at(2)).items()).containsExactly(item(BOB, "online", at(2), null));
    }

    @Test
    void theNextKeeperAnnouncesOnlyWhoIsGone() {
        PresenceBoard next = new PresenceBoard(Duration.ofSeconds(3));
        next.restore(Map.of(ANN, new Shown(Status.AWAY, "lunch", "a"), BOB, Shown.of(Status.ONLINE)), at(0));
        next.awaitSnapshot("a");
        next.snapshot("a", Map.of(ANN, Status.AWAY), at(0));

        assertThat(next.drain(at(1)).items()).isEmpty();
        assertThat(next.drain(at(4)).items()).extracting(PresenceItem::user).containsExactly(BOB);
        assertThat(next.shown()).containsOnly(Map.entry(ANN, new Shown(Status.AWAY, "lunch", "a")));
    }

    @Test
    void nobodyLeavesWhileRedisSettles() {
        report("a", ANN, "online", null, 0);
        board.drain(at(0));
        board.holdUntil(at(20));
        board.retainGateways(Set.of(), at(10));

        assertThat(board.drain(at(19)).items()).isEmpty();

        join("a", Map.of(ANN, Status.ONLINE), 19);
        assertThat(board.drain(at(30)).items()).extracting(PresenceItem::status).containsExactly("online");
    }

    @Test
    void nobodyWasSeenInTheFuture() {
        board.report(new PresenceReport("a", ANN, "online", null, at(1000).toEpochMilli()), at(0));

        assertThat(board.drain(at(0)).seen()).containsEntry(ANN, at(0).toEpochMilli());
    }

    @Test
    void theConnectedAreSeenAgainNowAndThen() {
        report("a", ANN, "online", null, 0);
        board.drain(at(0));

        board.seeEverybody(at(300));

        Changes changes = board.drain(at(300));
        assertThat(changes.items()).isEmpty();
        assertThat(changes.seen()).containsOnly(Map.entry(ANN, at(300).toEpochMilli()));
    }

    @Test
    void anUnknownWordForAStatusMeansThatASocketIsThere() {
        report("a", ANN, "dreaming", null, 0);

        assertThat(board.drain(at(0)).items()).containsExactly(item(ANN, "away", at(0), null));
    }

    private void join(String gateway, Map<UserId, Status> users, int second) {
        board.awaitSnapshot(gateway);
        board.snapshot(gateway, users, at(second));
    }

    private void report(String gateway, UserId user, String status, String text, int second) {
        board.report(new PresenceReport(gateway, user, status, text, at(second).toEpochMilli()), at(second));
    }

    private static PresenceItem item(UserId user, String status, Instant lastSeen, String text) {
        return new PresenceItem(user, status, lastSeen.toEpochMilli(), text);
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
