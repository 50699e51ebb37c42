package dev.dewberry.storage.plan;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.Origin;
import dev.dewberry.protocol.bus.Signal;
import dev.dewberry.storage.database.Month;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A plan in the making: what was found, overlaid by what the batch has changed so far.
final class Draft {

    private final Found found;
    private final long now;
    private long nextId;
    private int duplicates;

    private final SortedMap<ConversationId, Head> heads = new TreeMap<>();
    private final SortedSet<ConversationId> touched = new TreeSet<>();
    private final SortedMap<Member.Key, Member> members = new TreeMap<>();
    private final SortedMap<Member.Key, Plan.ReaderMark> readers = new TreeMap<>();
    private final SortedMap<Member.Key, Integer> marked = new TreeMap<>();
    private final Map<Outcome.Key, Outcome> outcomes = new LinkedHashMap<>();
    private final Map<Needs.Position, Long> countables = new HashMap<>();
    private final List<EventRow> events = new ArrayList<>();
    private final List<Plan.FirstOfMonth> months = new ArrayList<>();
    private final Map<Integer, List<Committed>> entries = new LinkedHashMap<>();

    Draft(Found found, long now, long firstId) {
        this.found = found;
        this.now = now;
        this.nextId = firstId;
    }

    @Nullable
    Head head(ConversationId id) {
        Head changed = heads.get(id);
        return changed != null ? changed : found.heads().get(id);
    }

    @Nullable
    Outcome outcome(Outcome.Key key) {
        Outcome made = outcomes.get(key);
        return made != null ? made : found.outcomes().get(key);
    }

    @Nullable
    Member member(Member.Key key) {
        Member changed = members.get(key);
        return changed != null ? changed : found.members().get(key);
    }

    /// All rows of a group that were loaded or made, those who left included.
    Collection<Member> membersOf(ConversationId group) {
        Map<Member.Key, Member> all = new TreeMap<>();
        found.members().forEach((key, member) -> {
            if (key.conversation().equals(group)) {
                all.put(key, member);
            }
        });
        members.forEach((key, member) -> {
            if (key.conversation().equals(group)) {
                all.put(key, member);
            }
        });
        return all.values();
    }

    void put(Member member) {
        members.put(member.key(), member);
    }

    void countDuplicate() {
        duplicates++;
    }

    /// Gives the log its next event. Time never falls within a log, whatever the clock does.
    EventRow append(
            int partition,
            Head head,
            @Nullable UserId from,
            @Nullable String clientId,
            String content,
            boolean counts) {
        Head next = head.next(Math.max(now, head.at()), counts);
        if (head.seq() == 0 || Month.startOf(head.at()) != Month.startOf(next.at())) {
            months.add(new Plan.FirstOfMonth(head.id(), Month.startOf(next.at()), next.seq()));
        }
        countables.putIfAbsent(new Needs.Position(head.id(), head.seq()), head.countable());
        countables.put(new Needs.Position(head.id(), next.seq()), next.countable());
        heads.put(head.id(), next);
        EventRow event = new EventRow(
                partition,
                head.id(),
                next.seq(),
                next.at(),
                nextId++,
                from,
                clientId,
                content,
                next.countable(),
                next.version());
        events.add(event);
        return event;
    }

    /// A sender has read up to what he sends.
    void reads(EventRow event) {
        UserId from = event.from();
        if (from == null) {
            return;
        }
        Member.Key key = new Member.Key(event.conversation(), from);
        Member member = member(key);
        if (member == null) {
            readers.put(key, new Plan.ReaderMark(key, event.seq(), event.countable()));
        } else {
            put(member.withMarks(event.seq(), event.seq(), event.countable()));
        }
    }

    void remember(Task.Apply task, EventRow event) {
        outcomes.put(
                task.key(),
                new Outcome(task.key(), task.fingerprint(), event.conversation(), event.seq(), event.id(), event.at()));
    }

    void sayEvent(EventRow event, @Nullable Origin origin, List<UserId> joined, List<UserId> left) {
        say(
                event.partition(),
                new Committed.Event(
                        origin,
                        event.conversation(),
                        event.seq(),
                        Long.toString(event.id()),
                        event.from(),
                        event.at(),
                        event.content(),
                        event.clientId(),
                        event.version(),
                        joined,
                        left));
    }

    /// Nothing was to be done; a repetition after others changed the members must not do it then.
    void unchanged(Task.Apply task) {
        outcomes.put(task.key(), new Outcome(task.key(), task.fingerprint(), task.conversation(), 0, 0, now));
        Origin origin = task.command().origin();
        if (origin != null) {
            say(task.partition(), new Committed.Unchanged(origin, task.conversation()));
        }
    }

    void refuse(Task.Apply task, ErrorCode code, String message) {
        Command command = task.command();
        Origin origin = command.origin();
        if (origin != null) {
            say(task.partition(), new Committed.Refused(origin, command.conversation(), code, message));
        }
    }

    void say(int partition, Committed entry) {
        entries.computeIfAbsent(partition, _ -> new ArrayList<>()).add(entry);
    }

    /// Marks only rise, end at the head, and count only for members.
    void mark(int partition, Signal.Marks marks) {
        Head head = head(marks.conversation());
        Member.Key key = new Member.Key(marks.conversation(), marks.user());
        Member member = member(key);
        if (head == null || member == null || !member.active()) {
            return;
        }
        long read = Math.max(member.read(), Math.min(marks.read(), head.seq()));
        long delivered = Math.max(Math.max(member.delivered(), read), Math.min(marks.delivered(), head.seq()));
        if (read == member.read() && delivered == member.delivered()) {
            return;
        }
        long countable = read == member.read() ? member.readCountable() : countableAt(head, read, member);
        put(member.withMarks(delivered, read, countable));
        marked.put(key, partition);
        if (head.id().isDirect() && !heads.containsKey(head.id())) {
            touched.add(head.id());
        }
    }

    private long countableAt(Head head, long seq, Member member) {
        if (seq == head.seq()) {
            return head.countable();
        }
        Needs.Position position = new Needs.Position(head.id(), seq);
        Long countable = countables.get(position);
        if (countable == null) {
            countable = found.countables().get(position);
        }
        // An event that is no more: what was read before is the best that is known.
        return countable == null ? member.readCountable() : Math.max(countable, member.readCountable());
    }

    Plan toPlan() {
        touched.removeAll(heads.keySet());
        marked.forEach((key, partition) -> {
            Member member = member(key);
            Head head = head(key.conversation());
            if (member != null && head != null) {
                say(
                        partition,
                        new Committed.Marked(
                                key.conversation(), head.version(), key.user(), member.delivered(), member.read()));
            }
        });
        return new Plan(
                List.copyOf(outcomes.values()),
                List.copyOf(events),
                List.copyOf(heads.values()),
                List.copyOf(touched),
                List.copyOf(months),
                List.copyOf(members.values()),
                List.copyOf(readers.values()),
                entries,
                duplicates);
    }
}
