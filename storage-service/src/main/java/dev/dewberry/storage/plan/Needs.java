package dev.dewberry.storage.plan;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Signal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What has to be read before a batch can be planned, besides the heads.
///
/// @param members single rows
/// @param wholeGroups groups of which all rows are needed
/// @param read conversations that somebody has read up to some event, which may be an old one
public record Needs(Set<Member.Key> members, Set<ConversationId> wholeGroups, Set<ConversationId> read) {

    public record Position(ConversationId conversation, long seq) implements Comparable<Position> {
        @Override
        public int compareTo(Position other) {
            int order = conversation.compareTo(other.conversation);
            return order != 0 ? order : Long.compare(seq, other.seq);
        }
    }

    /// What only the heads tell, and most batches do not need.
    ///
    /// @param members of senders who were judged by other members than those of now
    /// @param positions events, not the last ones, whose countable number is needed
    public record Rest(Set<Member.Key> members, Set<Position> positions) {}

    /// Sorted, which is the order in which rows are locked everywhere.
    public static List<ConversationId> conversations(Collection<Task> tasks) {
        return tasks.stream().map(Task::conversation).distinct().sorted().toList();
    }

    public static Needs of(Collection<Task> tasks) {
        Needs needs = new Needs(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        for (Task task : tasks) {
            switch (task) {
                case Task.Mark(int _, Signal.Marks marks) -> {
                    needs.members.add(new Member.Key(marks.conversation(), marks.user()));
                    if (marks.read() > 0) {
                        needs.read.add(marks.conversation());
                    }
                }
                case Task.Apply apply -> {
                    if (apply.command() instanceof Command.ChangeMembers change) {
                        needs.wholeGroups.add(change.conversation());
                    }
                }
            }
        }
        needs.members.removeIf(member -> needs.wholeGroups.contains(member.conversation()));
        return needs;
    }

    public Rest rest(Collection<Task> tasks, Map<ConversationId, Head> heads) {
        Rest rest = new Rest(new TreeSet<>(), new TreeSet<>());
        for (Task task : tasks) {
            Head head = heads.get(task.conversation());
            if (head == null) {
                continue;
            }
            if (task instanceof Task.Mark(int _, Signal.Marks marks)) {
                if (marks.read() > 0 && marks.read() < head.seq()) {
                    rest.positions.add(new Position(marks.conversation(), marks.read()));
                }
            } else if (task instanceof Task.Apply apply
                    && apply.command() instanceof Command.Send send
                    && head.version() != apply.version()) {
                rest.members.add(new Member.Key(send.conversation(), send.from()));
            }
        }
        rest.members.removeIf(member -> members.contains(member) || wholeGroups.contains(member.conversation()));
        return rest;
    }
}
