package dev.dewberry.storage.plan;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.Origin;
import dev.dewberry.protocol.bus.Signal;
import java.util.ArrayList;
import java.util.List;

/// Applies a batch of appends, in order, to what MariaDB holds. Does no I/O: the same input gives the
/// same plan, so a transaction that failed is planned again.
public final class Planner {

    private final Draft draft;

    private Planner(Draft draft) {
        this.draft = draft;
    }

    /// How many event ids a plan takes at most: a leaving owner hands over by a second event.
    public static int idsNeeded(List<Task> tasks) {
        return 2 * tasks.size();
    }

    /// @param now the clock, in milliseconds
    /// @param firstId of as many ids as [#idsNeeded] says, rising
    public static Plan plan(List<Task> tasks, Found found, long now, long firstId) {
        Planner planner = new Planner(new Draft(found, now, firstId));
        for (Task task : tasks) {
            switch (task) {
                case Task.Apply apply -> planner.apply(apply);
                case Task.Mark(int partition, Signal.Marks marks) -> planner.draft.mark(partition, marks);
            }
        }
        return planner.draft.toPlan();
    }

    private void apply(Task.Apply task) {
        Command command = task.command();
        Outcome known = draft.outcome(task.key());
        if (known != null) {
            repeat(task, known);
            return;
        }
        switch (command) {
            case Command.Send send -> send(task, send);
            case Command.CreateGroup group -> createGroup(task, group);
            case Command.ChangeMembers change -> MemberChange.apply(draft, task, change);
        }
    }

    private void repeat(Task.Apply task, Outcome known) {
        draft.countDuplicate();
        Origin origin = task.command().origin();
        if (!known.matches(task.fingerprint())) {
            draft.refuse(task, ErrorCode.CONFLICT, "this clientId was used for something else");
        } else if (origin != null) {
            draft.say(
                    task.partition(),
                    known.seq() == 0
                            ? new Committed.Unchanged(origin, known.conversation())
                            : new Committed.Duplicate(
                                    origin,
                                    known.conversation(),
                                    known.seq(),
                                    Long.toString(known.event()),
                                    known.at()));
        }
    }

    private void send(Task.Apply task, Command.Send send) {
        ConversationId id = send.conversation();
        Head head = draft.head(id);
        if (id.isDirect()) {
            if (!id.isDirectOf(send.from())) {
                draft.refuse(task, ErrorCode.NOT_FOUND, "no such conversation");
                return;
            }
            if (head == null) {
                head = openDirect(id);
            }
        } else if (head == null || !isMember(head, task.version(), send.from())) {
            draft.refuse(task, ErrorCode.NOT_FOUND, "no such conversation");
            return;
        }
        boolean counts = Content.UNREAD_KINDS.contains(send.kind());
        EventRow event = draft.append(task.partition(), head, send.from(), send.clientId(), send.content(), counts);
        draft.reads(event);
        draft.remember(task, event);
        draft.sayEvent(event, send.origin(), List.of(), List.of());
    }

    private Head openDirect(ConversationId id) {
        Head head = Head.ofDirect(id);
        for (UserId user : id.directUsers()) {
            draft.put(new Member(id, user, Role.MEMBER, true, 1, 0, 0, 0));
        }
        return head;
    }

    /// Where message-service judged by just these members, its judgement holds.
    private boolean isMember(Head head, long judgedVersion, UserId user) {
        if (head.version() == judgedVersion) {
            return true;
        }
        Member member = draft.member(new Member.Key(head.id(), user));
        return member != null && member.active();
    }

    private void createGroup(Task.Apply task, Command.CreateGroup group) {
        ConversationId id = group.conversation();
        if (draft.head(id) != null) {
            draft.refuse(task, ErrorCode.CONFLICT, "this group exists already");
            return;
        }
        List<UserId> others = group.members().stream()
                .filter(user -> !user.equals(group.from()))
                .distinct()
                .toList();
        if (others.size() >= Limits.GROUP_MEMBERS) {
            draft.refuse(task, ErrorCode.TOO_LARGE, "too many members");
            return;
        }
        Head head = Head.ofGroup(id, group.name(), others.size() + 1);
        draft.put(Member.joining(id, group.from(), Role.OWNER, head));
        others.forEach(user -> draft.put(Member.joining(id, user, Role.MEMBER, head)));
        String content = new Content.Group(group.name(), head.memberCount()).toJson();
        EventRow event = draft.append(task.partition(), head, group.from(), group.clientId(), content, false);
        draft.reads(event);
        draft.remember(task, event);
        draft.sayEvent(event, group.origin(), joined(group.from(), others), List.of());
    }

    private static List<UserId> joined(UserId creator, List<UserId> others) {
        List<UserId> all = new ArrayList<>(others.size() + 1);
        all.add(creator);
        all.addAll(others);
        return List.copyOf(all);
    }
}
