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
/// @param positions events whose countable number is needed
public record Needs(Set<Member.Key> members, Set<ConversationId> wholeGroups, Set<Position> positions) {

    public record Position(ConversationId conversation, long seq) implements Comparable<Position> {
        @Override
        public int compareTo(Position other) {
            int order = conversation.compareTo(other.conversation);
            return order != 0 ? order : Long.compare(seq, other.seq);
        }
    }

    /// Sorted, which is the order in which rows are locked everywhere.
    public static List<ConversationId> conversations(Collection<Task> tasks) {
        return tasks.stream().map(Task::conversation).distinct().sorted().toList();
    }

    public static Needs of(Collection<Task> tasks, Map<ConversationId, Head> heads) {
        Set<Member.Key> members = new TreeSet<>();
        Set<ConversationId> wholeGroups = new TreeSet<>();
        Set<Position> positions = new TreeSet<>();
        for (Task task : tasks) {
            Head head = heads.get(task.conversation());
            switch (task) {
                case Task.Mark(int _, Signal.Marks marks) -> {
                    members.add(new Member.Key(marks.conversation(), marks.user()));
                    if (head != null && marks.read() > 0 && marks.read() < head.seq()) {
                        positions.add(new Position(marks.conversation(), marks.read()));
                    }
                }
                case Task.Apply apply -> {
                    switch (apply.command()) {
                        case Command.Send send -> {
                            if (head != null && head.version() != apply.version()) {
                                members.add(new Member.Key(send.conversation(), send.from()));
                            }
                        }
                        case Command.ChangeMembers change -> wholeGroups.add(change.conversation());
                        case Command.CreateGroup _ -> {
                            // Everything is in the command.
                        }
                    }
                }
            }
        }
        members.removeIf(member -> wholeGroups.contains(member.conversation()));
        return new Needs(members, wholeGroups, positions);
    }

    public boolean isEmpty() {
        return members.isEmpty() && wholeGroups.isEmpty() && positions.isEmpty();
    }
}
