package dev.dewberry.message.command;

import dev.dewberry.message.membership.Membership;
import dev.dewberry.message.membership.Memberships;
import dev.dewberry.message.membership.Role;
import dev.dewberry.message.membership.UserDirectory;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Who may do what. A refusal for want of membership is never given by what is remembered alone: it is
/// asked afresh first. What cannot be found out is `busy`.
public final class Policy {

    /// Where the answer takes longer, messages between those who are known go on without it.
    private static final Duration PREPARATION = Duration.ofSeconds(1);

    private final Memberships memberships;
    private final UserDirectory users;

    public Policy(Memberships memberships, UserDirectory users) {
        this.memberships = memberships;
        this.users = users;
    }

    /// Asks once for all to whom somebody writes, so that not each message asks for itself: after a start
    /// nobody is known. What cannot be found out now is asked for again by [#judge].
    public Mono<Void> prepare(List<Command> commands) {
        Set<UserId> partners = new LinkedHashSet<>();
        for (Command command : commands) {
            users.remember(command.from());
            if (command instanceof Command.Send send && send.conversation().isDirectOf(send.from())) {
                partners.addAll(partners(send.from(), send.conversation()));
            }
        }
        return partners.isEmpty()
                ? Mono.empty()
                : users.existing(partners).timeout(PREPARATION).then().onErrorComplete();
    }

    private static List<UserId> partners(UserId sender, ConversationId conversation) {
        return conversation.directUsers().stream()
                .filter(user -> !user.equals(sender))
                .toList();
    }

    /// Never fails: what nobody thought of is `internal` for whoever sent that, and holds up nobody else.
    public Mono<Verdict> judge(Command command) {
        return Mono.defer(() -> judgement(command))
                .onErrorResume(Exception.class, error -> Mono.just(Verdict.of(error)));
    }

    private Mono<Verdict> judgement(Command command) {
        return switch (command) {
            case Command.Send send -> send(send);
            case Command.CreateGroup create -> create(create);
            case Command.ChangeMembers change -> change(change);
        };
    }

    private Mono<Verdict> send(Command.Send send) {
        if (send.conversation().isDirect()) {
            return direct(send.from(), send.conversation());
        }
        return asMember(send.from(), send.conversation(), membership -> {
            boolean mayWrite = !membership.isChannel() || managesMembers(membership, send.from());
            return Mono.just(mayWrite ? new Verdict.Allowed(membership.version()) : Verdict.forbidden());
        });
    }

    private Mono<Verdict> direct(UserId sender, ConversationId conversation) {
        if (!conversation.isDirectOf(sender)) {
            return Mono.just(Verdict.notFound());
        }
        return allExist(partners(sender, conversation))
                // With auth-service away, a conversation that exists shows that its users do.
                .onErrorResume(
                        DewberryException.class,
                        error -> memberships
                                .exists(conversation)
                                .filter(exists -> exists)
                                .switchIfEmpty(Mono.error(error)))
                .map(exist -> exist ? new Verdict.Allowed(0) : Verdict.notFound());
    }

    private Mono<Verdict> create(Command.CreateGroup create) {
        if (create.members().size() > Limits.GROUP_MEMBERS) {
            return Mono.just(new Verdict.Refused(
                    ErrorCode.TOO_LARGE, "a group has at most " + Limits.GROUP_MEMBERS + " members", null));
        }
        return allExist(create.members()).map(exist -> exist ? new Verdict.Allowed(0) : Verdict.notFound());
    }

    private Mono<Verdict> change(Command.ChangeMembers change) {
        return asMember(change.from(), change.conversation(), membership -> switch (change.change()) {
            case ADD -> add(change, membership);
            case REMOVE -> Mono.just(remove(change, membership));
            case LEAVE -> Mono.just(new Verdict.Allowed(membership.version()));
        });
    }

    private Mono<Verdict> add(Command.ChangeMembers change, Membership membership) {
        if (!managesMembers(membership, change.from())) {
            return Mono.just(Verdict.forbidden());
        }
        if (membership.size() + change.users().size() > Limits.GROUP_MEMBERS) {
            return Mono.just(new Verdict.Refused(
                    ErrorCode.TOO_LARGE, "a group has at most " + Limits.GROUP_MEMBERS + " members", null));
        }
        return allExist(change.users())
                .map(exist -> exist ? new Verdict.Allowed(membership.version()) : Verdict.notFound());
    }

    /// An admin removes members, the owner anybody.
    private static Verdict remove(Command.ChangeMembers change, Membership membership) {
        Role actor = membership.roleOf(change.from());
        boolean all = change.users().stream().allMatch(user -> mayRemove(actor, membership.roleOf(user)));
        return all ? new Verdict.Allowed(membership.version()) : Verdict.forbidden();
    }

    private static boolean mayRemove(@Nullable Role actor, @Nullable Role target) {
        return actor == Role.OWNER || (actor == Role.ADMIN && (target == null || target == Role.MEMBER));
    }

    private Mono<Verdict> asMember(
            UserId user, ConversationId conversation, Function<Membership, Mono<Verdict>> judgement) {
        return memberships
                .of(conversation)
                .filter(membership -> membership.contains(user))
                .switchIfEmpty(Mono.defer(() -> memberships.fresh(conversation)))
                .filter(membership -> membership.contains(user))
                .flatMap(judgement)
                .switchIfEmpty(Mono.fromSupplier(Verdict::notFound));
    }

    private Mono<Boolean> allExist(Collection<UserId> wanted) {
        return wanted.isEmpty()
                ? Mono.just(true)
                : users.existing(new ArrayList<>(wanted)).map(existing -> existing.containsAll(wanted));
    }

    private static boolean managesMembers(Membership membership, UserId user) {
        Role role = membership.roleOf(user);
        return role != null && role.managesMembers();
    }
}
