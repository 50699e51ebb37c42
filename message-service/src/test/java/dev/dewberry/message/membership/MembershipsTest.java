package dev.dewberry.message.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Committed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class MembershipsTest {

    private static final ConversationId GROUP = ConversationId.group(88);
    private static final UserId OWNER = new UserId(1);
    private static final UserId BEN = new UserId(2);
    private static final UserId CLEO = new UserId(3);

    private final AtomicInteger loads = new AtomicInteger();
    private Membership stored = Membership.of(GROUP, false, 9, Map.of(1L, Role.OWNER));
    private final Memberships memberships = new Memberships(
            conversation -> {
                loads.incrementAndGet();
                return Mono.just(stored);
            },
            new Partitions(8),
            new SimpleMeterRegistry());

    private static Committed.Event event(long seq, long version, List<UserId> joined, List<UserId> left) {
        return new Committed.Event(null, GROUP, seq, "1", OWNER, 1, "{}", null, version, joined, left);
    }

    private Membership after(Committed.Event event) {
        Membership membership = memberships.after(event).block();
        assertThat(membership).isNotNull();
        return membership;
    }

    @Test
    void membersFollowTheEventsWithoutAskingStorage() {
        assertThat(after(event(1, 1, List.of(BEN), List.of())).users()).containsExactly(1, 2);
        assertThat(after(event(2, 1, List.of(), List.of())).users()).containsExactly(1, 2);
        assertThat(after(event(3, 2, List.of(CLEO), List.of())).users()).containsExactly(1, 2, 3);
        Membership last = after(event(4, 3, List.of(), List.of(BEN)));
        assertThat(last.users()).containsExactly(1, 3);
        assertThat(last.roleOf(OWNER)).isEqualTo(Role.OWNER);
        assertThat(loads).hasValue(0);
    }

    @Test
    void theOneWhoLeftIsStillARecipientOfThatEvent() {
        after(event(1, 1, List.of(BEN), List.of()));
        Committed.Event leaving = event(2, 2, List.of(), List.of(BEN));
        assertThat(after(leaving).usersAnd(leaving.left())).containsExactly(1, 2);
    }

    @Test
    void aVersionThatIsNotTheNextIsAskedFor() {
        after(event(1, 1, List.of(BEN), List.of()));
        assertThat(after(event(9, 9, List.of(), List.of())).version()).isEqualTo(9);
        assertThat(loads).hasValue(1);
    }

    @Test
    void whoFollowsAnOwnerThatLeftIsAskedFor() {
        after(event(1, 1, List.of(BEN), List.of()));
        stored = Membership.of(GROUP, false, 2, Map.of(2L, Role.OWNER));
        assertThat(after(event(2, 2, List.of(), List.of(OWNER))).roleOf(BEN)).isEqualTo(Role.OWNER);
        assertThat(loads).hasValue(1);
    }

    @Test
    void anEventThatComesAgainChangesNothing() {
        after(event(1, 1, List.of(BEN), List.of()));
        after(event(2, 2, List.of(CLEO), List.of()));
        assertThat(after(event(1, 1, List.of(BEN), List.of())).version()).isEqualTo(1);
        assertThat(memberships.of(GROUP).block().version()).isEqualTo(2);
        assertThat(loads).hasValue(0);
    }

    @Test
    void aPartitionThatIsTakenIsAskedForAfresh() {
        after(event(1, 1, List.of(BEN), List.of()));
        memberships.forget(new Partitions(8).of(GROUP));
        assertThat(memberships.of(GROUP).block().version()).isEqualTo(9);
    }

    @Test
    void aDirectConversationNeedsNobody() {
        ConversationId direct = ConversationId.direct(OWNER, BEN);
        assertThat(memberships.of(direct).block().users()).containsExactly(1, 2);
        assertThat(loads).hasValue(0);
    }
}
