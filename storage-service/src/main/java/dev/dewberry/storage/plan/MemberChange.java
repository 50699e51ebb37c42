package dev.dewberry.storage.plan;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Command;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Members who come and go. Needs all member rows of the group.
final class MemberChange {

    private final Draft draft;
    private final Task.Apply task;
    private final Command.ChangeMembers command;
    private final Head head;
    private final Member caller;

    private MemberChange(Draft draft, Task.Apply task, Command.ChangeMembers command, Head head, Member caller) {
        this.draft = draft;
        this.task = task;
        this.command = command;
        this.head = head;
        this.caller = caller;
    }

    static void apply(Draft draft, Task.Apply task, Command.ChangeMembers command) {
        Head head = draft.head(command.conversation());
        Member caller = draft.member(new Member.Key(command.conversation(), command.from()));
        if (head == null || command.conversation().isDirect() || caller == null || !caller.active()) {
            draft.refuse(task, ErrorCode.NOT_FOUND, "no such conversation");
            return;
        }
        new MemberChange(draft, task, command, head, caller).apply();
    }

    private void apply() {
        switch (command.change()) {
            case ADD -> add();
            case REMOVE -> {
                if (command.users().equals(List.of(command.from()))) {
                    leave();
                } else {
                    remove();
                }
            }
            case LEAVE -> leave();
        }
    }

    private void add() {
        List<UserId> newcomers = command.users().stream()
                .distinct()
                .filter(user -> !isActive(user))
                .toList();
        if (newcomers.isEmpty()) {
            draft.unchanged(task);
            return;
        }
        // Judged again where the members have changed since message-service judged.
        if (head.version() != task.version() && caller.role() == Role.MEMBER) {
            draft.refuse(task, ErrorCode.FORBIDDEN, "only its owner and admins may add members to this group");
            return;
        }
        if (head.memberCount() + newcomers.size() > Limits.GROUP_MEMBERS) {
            draft.refuse(task, ErrorCode.TOO_LARGE, "a group has at most " + Limits.GROUP_MEMBERS + " members");
            return;
        }
        newcomers.forEach(this::admit);
        say("invite", newcomers, newcomers, List.of());
    }

    private void admit(UserId user) {
        Member former = draft.member(new Member.Key(head.id(), user));
        draft.put(former == null ? Member.joining(head.id(), user, Role.MEMBER, head) : former.rejoining(head));
    }

    private void remove() {
        List<Member> leaving = command.users().stream()
                .distinct()
                .filter(user -> !user.equals(command.from()))
                .map(user -> draft.member(new Member.Key(head.id(), user)))
                .filter(MemberChange::isActive)
                .toList();
        if (leaving.isEmpty()) {
            draft.unchanged(task);
            return;
        }
        if (head.version() != task.version()
                && !leaving.stream().allMatch(member -> caller.role().mayRemove(member.role()))) {
            draft.refuse(task, ErrorCode.FORBIDDEN, "only its owner and admins may remove members of this group");
            return;
        }
        leaving.forEach(member -> draft.put(member.leaving()));
        List<UserId> users = leaving.stream().map(Member::user).toList();
        say("remove", users, List.of(), users);
    }

    private void leave() {
        draft.put(caller.leaving());
        say("leave", List.of(caller.user()), List.of(), List.of(caller.user()));
        if (caller.role() == Role.OWNER) {
            handOver();
        }
    }

    /// A group that has members has an owner: the longest-standing admin, else the longest-standing
    /// member.
    private void handOver() {
        boolean owned = active().anyMatch(member -> member.role() == Role.OWNER);
        Optional<Member> heir = active().min(Comparator.comparing(Member::role)
                .thenComparing(Member::joinedSeq)
                .thenComparing(Member::user));
        Head now = draft.head(head.id());
        if (owned || heir.isEmpty() || now == null) {
            return;
        }
        UserId user = heir.get().user();
        draft.put(heir.get().withRole(Role.OWNER));
        String content = new Content.Member(List.of(user), "role", Role.OWNER.wire()).toJson();
        Head changed = now.withMembers(now.version() + 1, now.memberCount());
        EventRow event = draft.append(task.partition(), changed, null, null, content, false);
        draft.sayEvent(event, null, List.of(), List.of());
    }

    private void say(String change, List<UserId> users, List<UserId> joined, List<UserId> left) {
        Head changed = head.withMembers(head.version() + 1, head.memberCount() + joined.size() - left.size());
        String content = new Content.Member(users, change, null).toJson();
        EventRow event = draft.append(task.partition(), changed, command.from(), command.clientId(), content, false);
        draft.reads(event);
        draft.remember(task, event);
        draft.sayEvent(event, command.origin(), joined, left);
    }

    private Stream<Member> active() {
        return draft.membersOf(head.id()).stream().filter(Member::active);
    }

    private boolean isActive(UserId user) {
        return isActive(draft.member(new Member.Key(head.id(), user)));
    }

    private static boolean isActive(@Nullable Member member) {
        return member != null && member.active();
    }
}
