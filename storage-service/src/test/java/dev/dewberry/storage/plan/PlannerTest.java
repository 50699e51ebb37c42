package dev.dewberry.storage.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.Origin;
import dev.dewberry.protocol.bus.Signal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static final long NOW = 1_790_000_000_000L;
    private static final UserId ANN = new UserId(1);
    private static final UserId BOB = new UserId(2);
    private static final UserId CAT = new UserId(3);
    private static final ConversationId DIRECT = ConversationId.direct(ANN, BOB);
    private static final ConversationId GROUP = ConversationId.group(7);
    private static final Fingerprints PRINTS = new Fingerprints(new byte[32]);

    private final Map<ConversationId, Head> heads = new HashMap<>();
    private final Map<Outcome.Key, Outcome> outcomes = new HashMap<>();
    private final Map<Member.Key, Member> members = new HashMap<>();
    private final Map<Needs.Position, Long> countables = new HashMap<>();
    private long request;

    @Test
    void shouldOpenADirectConversationWithItsFirstEvent() {
        Plan plan = plan(send(ANN, DIRECT, "a", "hi"));

        assertThat(plan.events()).singleElement().satisfies(event -> {
            assertThat(event.seq()).isEqualTo(1);
            assertThat(event.id()).isEqualTo(1000);
            assertThat(event.at()).isEqualTo(NOW);
            assertThat(event.countable()).isEqualTo(1);
        });
        assertThat(plan.heads()).containsExactly(new Head(DIRECT, "direct", null, 1, NOW, 1, 0, 2));
        assertThat(plan.members())
                .containsExactly(
                        new Member(DIRECT, ANN, Role.MEMBER, true, 1, 1, 1, 1),
                        new Member(DIRECT, BOB, Role.MEMBER, true, 1, 0, 0, 0));
        assertThat(plan.months()).hasSize(1);
        assertThat(said(plan)).singleElement().isInstanceOf(Committed.Event.class);
    }

    @Test
    void shouldHaveOneMemberInANoteToSelf() {
        ConversationId note = ConversationId.direct(ANN, ANN);

        Plan plan = plan(send(ANN, note, "a", "milk"));

        assertThat(plan.members()).containsExactly(new Member(note, ANN, Role.MEMBER, true, 1, 1, 1, 1));
        assertThat(plan.heads().getFirst().memberCount()).isEqualTo(1);
    }

    @Test
    void shouldGiveRisingSeqsWithoutHolesAndNeverLetTimeFall() {
        heads.put(DIRECT, new Head(DIRECT, "direct", null, 41, NOW + 5000, 30, 0, 2));

        Plan plan = plan(send(ANN, DIRECT, "a", "1"), send(BOB, DIRECT, "a", "2"), send(ANN, DIRECT, "b", "3"));

        assertThat(plan.events()).extracting(EventRow::seq).containsExactly(42L, 43L, 44L);
        assertThat(plan.events()).extracting(EventRow::at).containsOnly(NOW + 5000);
        assertThat(plan.events()).extracting(EventRow::countable).containsExactly(31L, 32L, 33L);
        assertThat(plan.readers())
                .containsExactly(
                        new Plan.ReaderMark(new Member.Key(DIRECT, ANN), 44, 33),
                        new Plan.ReaderMark(new Member.Key(DIRECT, BOB), 43, 32));
        assertThat(plan.months()).isEmpty();
    }

    @Test
    void shouldNoteTheFirstEventOfAMonth() {
        heads.put(DIRECT, new Head(DIRECT, "direct", null, 41, NOW - 40L * 86_400_000, 30, 0, 2));

        Plan plan = plan(send(ANN, DIRECT, "a", "1"), send(ANN, DIRECT, "b", "2"));

        assertThat(plan.months())
                .singleElement()
                .satisfies(month -> assertThat(month.firstSeq()).isEqualTo(42));
    }

    @Test
    void shouldAnswerARepetitionInTheSameBatchWithTheFirstEvent() {
        Plan plan = plan(send(ANN, DIRECT, "a", "hi"), send(ANN, DIRECT, "a", "hi"));

        assertThat(plan.events()).hasSize(1);
        assertThat(plan.duplicates()).isEqualTo(1);
        assertThat(said(plan).get(1)).isEqualTo(new Committed.Duplicate(origin(2), DIRECT, 1, "1000", NOW));
    }

    @Test
    void shouldAnswerARepetitionOfAnEarlierBatchWhateverItsSpelling() {
        heads.put(DIRECT, new Head(DIRECT, "direct", null, 9, NOW, 9, 0, 2));
        byte[] print = PRINTS.of(new Command.Send(
                null, ANN, DIRECT, "a", "custom", "{\"kind\":\"custom\",\"name\":\"x\",\"data\":{\"a\":1,\"b\":2}}"));
        Outcome.Key key = new Outcome.Key(ANN, "a");
        outcomes.put(key, new Outcome(key, print, DIRECT, 5, 77, 123));

        Plan plan = plan(apply(new Command.Send(
                origin(1),
                ANN,
                DIRECT,
                "a",
                "custom",
                "{\"kind\":\"custom\",\"data\":{\"b\":2.0,\"a\":1},\"name\":\"x\"}")));

        assertThat(plan.events()).isEmpty();
        assertThat(plan.heads()).isEmpty();
        assertThat(said(plan)).containsExactly(new Committed.Duplicate(origin(1), DIRECT, 5, "77", 123));
    }

    @Test
    void shouldRefuseTheSameClientIdForOtherContentOrAnotherConversation() {
        Plan plan = plan(
                send(ANN, DIRECT, "a", "hi"),
                send(ANN, DIRECT, "a", "ho"),
                send(ANN, ConversationId.direct(ANN, CAT), "a", "hi"),
                send(ANN, DIRECT, "A", "hi"));

        assertThat(plan.events()).hasSize(2);
        assertThat(said(plan).subList(1, 3))
                .allSatisfy(entry -> assertThat(entry)
                        .isInstanceOfSatisfying(
                                Committed.Refused.class,
                                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.CONFLICT)));
    }

    @Test
    void shouldCreateAGroupWithOneEvent() {
        Plan plan = plan(create(ANN, GROUP, "c", BOB, CAT, ANN, BOB));

        assertThat(plan.events())
                .singleElement()
                .satisfies(event -> assertThat(event.content())
                        .isEqualTo("{\"kind\":\"group\",\"name\":\"Chess\",\"memberCount\":3}"));
        assertThat(plan.members())
                .extracting(Member::user, Member::role)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(ANN, Role.OWNER),
                        org.assertj.core.groups.Tuple.tuple(BOB, Role.MEMBER),
                        org.assertj.core.groups.Tuple.tuple(CAT, Role.MEMBER));
        assertThat(said(plan)).singleElement().isInstanceOfSatisfying(Committed.Event.class, event -> {
            assertThat(event.version()).isEqualTo(1);
            assertThat(event.joined()).containsExactly(ANN, BOB, CAT);
        });
    }

    @Test
    void shouldAnswerARepeatedCreationWithTheFirstGroup() {
        Plan plan = plan(create(ANN, GROUP, "c", BOB), create(ANN, ConversationId.group(8), "c", BOB));

        assertThat(plan.events()).hasSize(1);
        assertThat(said(plan).get(1)).isEqualTo(new Committed.Duplicate(origin(2), GROUP, 1, "1000", NOW));
    }

    @Test
    void shouldTrustTheJudgementOnlyForTheSameMembers() {
        group(5, member(ANN, Role.OWNER, 1), left(BOB));

        Plan plan = plan(
                sendJudged(BOB, GROUP, "a", "too late", 4),
                sendJudged(CAT, GROUP, "a", "never in", 4),
                sendJudged(ANN, GROUP, "a", "still in", 4));

        assertThat(plan.events())
                .singleElement()
                .satisfies(event -> assertThat(event.from()).isEqualTo(ANN));
        assertThat(said(plan).subList(0, 2))
                .allSatisfy(
                        entry -> assertThat(((Committed.Refused) entry).code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void shouldRefuseASendToAGroupThatDoesNotExist() {
        Plan plan = plan(sendJudged(ANN, GROUP, "a", "hello?", 1));

        assertThat(plan.events()).isEmpty();
        assertThat(plan.outcomes()).isEmpty();
        assertThat(said(plan)).singleElement().isInstanceOf(Committed.Refused.class);
    }

    @Test
    void shouldAddOnlyThoseWhoAreNotIn() {
        group(5, member(ANN, Role.OWNER, 1), member(BOB, Role.MEMBER, 1));

        Plan plan = plan(change(ANN, Command.Change.ADD, BOB, CAT));

        assertThat(plan.events().getFirst().content())
                .isEqualTo("{\"kind\":\"member\",\"users\":[\"3\"],\"change\":\"invite\"}");
        assertThat(plan.heads().getFirst().version()).isEqualTo(6);
        assertThat(plan.heads().getFirst().memberCount()).isEqualTo(3);
        assertThat(said(plan).getFirst())
                .isInstanceOfSatisfying(
                        Committed.Event.class,
                        event -> assertThat(event.joined()).containsExactly(CAT));
    }

    @Test
    void shouldRememberThatNothingWasToBeDone() {
        group(5, member(ANN, Role.OWNER, 1), member(BOB, Role.MEMBER, 1));

        Plan plan = plan(change(ANN, Command.Change.ADD, BOB));

        assertThat(plan.events()).isEmpty();
        assertThat(plan.outcomes()).hasSize(1);
        assertThat(said(plan)).containsExactly(new Committed.Unchanged(origin(1), GROUP));
    }

    @Test
    void shouldHandTheGroupOverWhenItsLastOwnerLeaves() {
        group(5, member(ANN, Role.OWNER, 1), member(CAT, Role.MEMBER, 1), member(BOB, Role.ADMIN, 4));

        Plan plan = plan(change(ANN, Command.Change.LEAVE));

        assertThat(plan.events())
                .extracting(EventRow::content)
                .containsExactly(
                        "{\"kind\":\"member\",\"users\":[\"1\"],\"change\":\"leave\"}",
                        "{\"kind\":\"member\",\"users\":[\"2\"],\"change\":\"role\",\"role\":\"owner\"}");
        assertThat(plan.heads().getFirst().version()).isEqualTo(7);
        assertThat(plan.heads().getFirst().memberCount()).isEqualTo(2);
        assertThat(plan.members())
                .anySatisfy(member -> {
                    assertThat(member.user()).isEqualTo(BOB);
                    assertThat(member.role()).isEqualTo(Role.OWNER);
                })
                .anySatisfy(member -> {
                    assertThat(member.user()).isEqualTo(ANN);
                    assertThat(member.active()).isFalse();
                });
    }

    @Test
    void shouldNotLetAMemberRemoveOthersWhereTheMembersChangedMeanwhile() {
        group(5, member(ANN, Role.OWNER, 1), member(BOB, Role.MEMBER, 1));

        Plan plan = plan(apply(
                new Command.ChangeMembers(origin(++request), BOB, GROUP, "m", Command.Change.REMOVE, List.of(ANN)), 4));

        assertThat(plan.events()).isEmpty();
        assertThat(((Committed.Refused) said(plan).getFirst()).code()).isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void shouldTellWhoWasRemovedAndLetHimIn() {
        group(5, member(ANN, Role.OWNER, 1), member(BOB, Role.MEMBER, 1));

        Plan plan = plan(change(ANN, Command.Change.REMOVE, BOB, CAT), sendJudged(BOB, GROUP, "x", "hey", 5));

        assertThat(said(plan).getFirst())
                .isInstanceOfSatisfying(
                        Committed.Event.class, event -> assertThat(event.left()).containsExactly(BOB));
        assertThat(((Committed.Refused) said(plan).get(1)).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void shouldOnlyRaiseMarksAndCutThemToTheHead() {
        heads.put(DIRECT, new Head(DIRECT, "direct", null, 10, NOW, 8, 0, 2));
        members.put(new Member.Key(DIRECT, BOB), new Member(DIRECT, BOB, Role.MEMBER, true, 1, 4, 4, 3));
        countables.put(new Needs.Position(DIRECT, 6), 5L);

        Plan plan = plan(mark(BOB, 0, 2), mark(BOB, 0, 6), mark(BOB, 99, 0), mark(CAT, 5, 5));

        assertThat(plan.members()).containsExactly(new Member(DIRECT, BOB, Role.MEMBER, true, 1, 10, 6, 5));
        assertThat(plan.touched()).containsExactly(DIRECT);
        assertThat(said(plan)).containsExactly(new Committed.Marked(DIRECT, 0, BOB, 10, 6));
    }

    @Test
    void shouldCountReadingWithinTheBatch() {
        heads.put(DIRECT, new Head(DIRECT, "direct", null, 10, NOW, 8, 0, 2));
        members.put(new Member.Key(DIRECT, BOB), new Member(DIRECT, BOB, Role.MEMBER, true, 1, 4, 4, 3));

        Plan plan = plan(send(ANN, DIRECT, "a", "1"), send(ANN, DIRECT, "b", "2"), mark(BOB, 11, 11));

        assertThat(plan.members()).containsExactly(new Member(DIRECT, BOB, Role.MEMBER, true, 1, 11, 11, 9));
        assertThat(plan.touched()).isEmpty();
    }

    @Test
    void shouldSayNothingOfMarksThatDoNotRise() {
        heads.put(DIRECT, new Head(DIRECT, "direct", null, 10, NOW, 8, 0, 2));
        members.put(new Member.Key(DIRECT, BOB), new Member(DIRECT, BOB, Role.MEMBER, true, 1, 10, 10, 8));

        Plan plan = plan(mark(BOB, 10, 10));

        assertThat(plan.members()).isEmpty();
        assertThat(plan.entries()).isEmpty();
    }

    private Plan plan(Task... tasks) {
        return Planner.plan(List.of(tasks), new Found(heads, outcomes, members, countables), NOW, 1000);
    }

    private static List<Committed> said(Plan plan) {
        return plan.entries().getOrDefault(0, List.of());
    }

    private Task send(UserId from, ConversationId to, String clientId, String text) {
        return sendJudged(from, to, clientId, text, 0);
    }

    private Task sendJudged(UserId from, ConversationId to, String clientId, String text, long version) {
        return apply(
                new Command.Send(
                        origin(++request), from, to, clientId, "text", "{\"kind\":\"text\",\"text\":\"" + text + "\"}"),
                version);
    }

    private Task create(UserId from, ConversationId group, String clientId, UserId... others) {
        return apply(new Command.CreateGroup(origin(++request), from, group, clientId, "Chess", Arrays.asList(others)));
    }

    private Task change(UserId from, Command.Change change, UserId... users) {
        return apply(
                new Command.ChangeMembers(origin(++request), from, GROUP, "m" + request, change, Arrays.asList(users)),
                5);
    }

    private static Task mark(UserId user, long delivered, long read) {
        return Task.of(0, new Append.Mark(new Signal.Marks(user, DIRECT, delivered, read)), PRINTS);
    }

    private static Task apply(Command command) {
        return apply(command, 0);
    }

    private static Task apply(Command command, long version) {
        return Task.of(0, new Append.Apply(command, version), PRINTS);
    }

    private static Origin origin(long request) {
        return new Origin("gw", 1, request);
    }

    private void group(long version, Member... all) {
        heads.put(GROUP, new Head(GROUP, "group", "Chess", 9, NOW, 7, version, all.length));
        for (Member member : all) {
            members.put(member.key(), member);
        }
    }

    private static Member member(UserId user, Role role, long joined) {
        return new Member(GROUP, user, role, true, joined, 0, 0, 0);
    }

    private static Member left(UserId user) {
        return new Member(GROUP, user, Role.MEMBER, false, 1, 0, 0, 0);
    }
}
