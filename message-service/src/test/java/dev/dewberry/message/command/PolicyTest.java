package dev.dewberry.message.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.message.membership.Membership;
import dev.dewberry.message.membership.MembershipStore;
import dev.dewberry.message.membership.Memberships;
import dev.dewberry.message.membership.Role;
import dev.dewberry.message.membership.UserDirectory;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Command;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class PolicyTest {

    private static final UserId OWNER = new UserId(1);
    private static final UserId ADMIN = new UserId(2);
    private static final UserId MEMBER = new UserId(3);
    private static final UserId STRANGER = new UserId(4);
    private static final UserId NOBODY = new UserId(99);
    private static final ConversationId GROUP = ConversationId.group(88);
    private static final ConversationId CHANNEL = ConversationId.group(89);

    private final Store store = new Store();
    private final Directory directory = new Directory();
    private final Policy policy =
            new Policy(new Memberships(store, new Partitions(8), new SimpleMeterRegistry()), directory);

    PolicyTest() {
        Map<Long, Role> members = Map.of(1L, Role.OWNER, 2L, Role.ADMIN, 3L, Role.MEMBER);
        store.known.put(GROUP, Membership.of(GROUP, false, 5, members));
        store.known.put(CHANNEL, Membership.of(CHANNEL, true, 6, members));
    }

    private Verdict judge(Command command) {
        Verdict verdict = policy.judge(command).block();
        assertThat(verdict).isNotNull();
        return verdict;
    }

    private static Command send(UserId from, ConversationId to) {
        return new Command.Send(null, from, to, "c", "text", "{}");
    }

    private static Command change(UserId from, Command.Change change, UserId... users) {
        return new Command.ChangeMembers(null, from, GROUP, "c", change, List.of(users));
    }

    private void assertRefused(Command command, ErrorCode code) {
        assertThat(judge(command))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void aMemberWritesToTheGroupAndTheVersionGoesWithIt() {
        assertThat(judge(send(MEMBER, GROUP))).isEqualTo(new Verdict.Allowed(5));
    }

    @Test
    void whoIsNotInItCannotTellItFromNothing() {
        assertRefused(send(STRANGER, GROUP), ErrorCode.NOT_FOUND);
        assertRefused(send(STRANGER, ConversationId.group(1234)), ErrorCode.NOT_FOUND);
        assertRefused(send(STRANGER, ConversationId.direct(OWNER, ADMIN)), ErrorCode.NOT_FOUND);
        assertRefused(send(OWNER, ConversationId.direct(OWNER, NOBODY)), ErrorCode.NOT_FOUND);
    }

    @Test
    void whoWasAddedAMomentAgoIsNotRefusedByWhatIsRemembered() {
        assertThat(judge(send(MEMBER, GROUP))).isEqualTo(new Verdict.Allowed(5));
        store.known.put(GROUP, Membership.of(GROUP, false, 6, Map.of(1L, Role.OWNER, 4L, Role.MEMBER)));
        assertThat(judge(send(STRANGER, GROUP))).isEqualTo(new Verdict.Allowed(6));
    }

    @Test
    void anybodyWritesToAnybodyAndToHimself() {
        assertThat(judge(send(STRANGER, ConversationId.direct(OWNER, STRANGER))))
                .isEqualTo(new Verdict.Allowed(0));
        assertThat(judge(send(STRANGER, ConversationId.direct(STRANGER, STRANGER))))
                .isEqualTo(new Verdict.Allowed(0));
    }

    @Test
    void onlyThoseWhoManageAChannelWriteToIt() {
        assertThat(judge(send(ADMIN, CHANNEL))).isEqualTo(new Verdict.Allowed(6));
        assertRefused(send(MEMBER, CHANNEL), ErrorCode.FORBIDDEN);
    }

    @Test
    void whatCannotBeFoundOutIsBusy() {
        directory.away = true;
        store.away = true;
        assertRefused(send(OWNER, ConversationId.direct(OWNER, STRANGER)), ErrorCode.BUSY);
        assertRefused(send(MEMBER, GROUP), ErrorCode.BUSY);
    }

    @Test
    void withAuthAwayAnExistingConversationShowsThatItsUsersExist() {
        directory.away = true;
        ConversationId direct = ConversationId.direct(OWNER, STRANGER);
        store.known.put(direct, Membership.ofDirect(direct));
        assertThat(judge(send(OWNER, direct))).isEqualTo(new Verdict.Allowed(0));
        assertRefused(send(OWNER, ConversationId.direct(OWNER, MEMBER)), ErrorCode.BUSY);
    }

    @Test
    void aGroupIsMadeOfUsersThatExist() {
        assertThat(judge(new Command.CreateGroup(null, OWNER, GROUP, "c", "g", List.of(MEMBER))))
                .isEqualTo(new Verdict.Allowed(0));
        assertRefused(new Command.CreateGroup(null, OWNER, GROUP, "c", "g", List.of(NOBODY)), ErrorCode.NOT_FOUND);
    }

    @Test
    void ownersAndAdminsAddMembersDoNot() {
        assertThat(judge(change(OWNER, Command.Change.ADD, STRANGER))).isEqualTo(new Verdict.Allowed(5));
        assertThat(judge(change(ADMIN, Command.Change.ADD, STRANGER))).isEqualTo(new Verdict.Allowed(5));
        assertRefused(change(MEMBER, Command.Change.ADD, STRANGER), ErrorCode.FORBIDDEN);
        assertRefused(change(STRANGER, Command.Change.ADD, STRANGER), ErrorCode.NOT_FOUND);
        assertRefused(change(OWNER, Command.Change.ADD, NOBODY), ErrorCode.NOT_FOUND);
    }

    @Test
    void anAdminRemovesMembersButNotTheOwner() {
        assertThat(judge(change(ADMIN, Command.Change.REMOVE, MEMBER))).isEqualTo(new Verdict.Allowed(5));
        assertRefused(change(ADMIN, Command.Change.REMOVE, OWNER), ErrorCode.FORBIDDEN);
        assertRefused(change(MEMBER, Command.Change.REMOVE, ADMIN), ErrorCode.FORBIDDEN);
        assertThat(judge(change(OWNER, Command.Change.REMOVE, ADMIN))).isEqualTo(new Verdict.Allowed(5));
    }

    @Test
    void whatNobodyThoughtOfIsAFaultOfTheServerAndFailsNothingElse() {
        store.broken = true;

        assertRefused(send(STRANGER, ConversationId.group(1234)), ErrorCode.INTERNAL);
    }

    @Test
    void everyMemberMayLeave() {
        assertThat(judge(change(MEMBER, Command.Change.LEAVE, MEMBER))).isEqualTo(new Verdict.Allowed(5));
        assertRefused(change(STRANGER, Command.Change.LEAVE, STRANGER), ErrorCode.NOT_FOUND);
    }

    private static final class Store implements MembershipStore {
        private final Map<ConversationId, Membership> known = new HashMap<>();
        private boolean away;
        private boolean broken;

        @Override
        public Mono<Membership> load(ConversationId conversation) {
            if (broken) {
                throw new IllegalStateException("of a kind that nobody knows");
            }
            return away
                    ? Mono.error(DewberryException.busy("storage is away", null))
                    : Mono.justOrEmpty(known.get(conversation));
        }
    }

    @Test
    void aBatchAsksOnceForAllToWhomSomebodyWrites() {
        UserId ann = new UserId(201);
        UserId bob = new UserId(202);
        UserId cem = new UserId(203);
        policy.prepare(List.of(
                        send(ann, ConversationId.direct(ann, bob)),
                        send(ann, ConversationId.direct(ann, cem)),
                        send(ann, ConversationId.direct(bob, cem)),
                        send(MEMBER, GROUP)))
                .block();

        assertThat(directory.asked).containsExactly(Set.of(bob, cem));
        assertThat(directory.remembered).contains(ann, MEMBER);
    }

    @Test
    void whereABatchCannotAskEachMessageGetsItsOwnAnswer() {
        directory.away = true;
        Command command = send(MEMBER, ConversationId.direct(MEMBER, OWNER));

        policy.prepare(List.of(command)).block();

        assertRefused(command, ErrorCode.BUSY);
    }

    @Test
    void aBatchDoesNotWaitForLongForWhoIsNotKnown() {
        directory.silent = true;

        StepVerifier.withVirtualTime(() -> policy.prepare(List.of(send(MEMBER, ConversationId.direct(MEMBER, OWNER)))))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(999))
                .thenAwait(Duration.ofMillis(1))
                .verifyComplete();
    }

    private static final class Directory implements UserDirectory {
        private boolean silent;
        private final List<Set<UserId>> asked = new ArrayList<>();
        private final Set<UserId> remembered = new HashSet<>();
        private boolean away;

        @Override
        public void remember(UserId user) {
            remembered.add(user);
        }

        @Override
        public Mono<Set<UserId>> existing(Collection<UserId> users) {
            asked.add(Set.copyOf(users));
            if (silent) {
                return Mono.never();
            }
            Set<UserId> existing = new HashSet<>(users);
            existing.remove(NOBODY);
            return away ? Mono.error(DewberryException.busy("auth is away", null)) : Mono.just(existing);
        }
    }
}
