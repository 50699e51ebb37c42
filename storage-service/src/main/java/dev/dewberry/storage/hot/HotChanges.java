package dev.dewberry.storage.hot;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.Limits;
import dev.dewberry.storage.plan.EventRow;
import dev.dewberry.storage.plan.Head;
import dev.dewberry.storage.plan.Member;
import dev.dewberry.storage.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/// Says what a commit changed, in the words of `publish.lua`. To be used once.
public final class HotChanges {

    private final Map<Integer, Long> numbers;
    private final ToIntFunction<ConversationId> partitions;
    private final Map<Integer, List<String>> changes = new HashMap<>();

    private HotChanges(Map<Integer, Long> numbers, ToIntFunction<ConversationId> partitions) {
        this.numbers = numbers;
        this.partitions = partitions;
    }

    /// @param numbers the commit number of each partition
    /// @return by partition
    public static Map<Integer, List<String>> of(
            Plan plan, Map<Integer, Long> numbers, ToIntFunction<ConversationId> partitions) {
        HotChanges changes = new HotChanges(numbers, partitions);
        Set<Beginning> beginnings = new HashSet<>();
        plan.events().forEach(event -> beginnings.add(new Beginning(event.conversation(), event.seq())));
        for (Head head : plan.heads()) {
            changes.head(head, beginnings.contains(new Beginning(head.id(), 1)));
        }
        plan.touched().forEach(id -> changes.in(id, "t", id.toString()));
        for (Member member : plan.members()) {
            changes.member(member);
            if (beginnings.contains(new Beginning(member.conversation(), member.joinedSeq()))) {
                changes.in(
                        member.conversation(),
                        "j",
                        member.conversation().toString(),
                        member.user().toString());
            }
        }
        plan.readers().forEach(changes::reader);
        plan.events().forEach(changes::event);
        return changes.changes;
    }

    /// Where somebody's time in a conversation, or at 1 the conversation, begins.
    private record Beginning(ConversationId conversation, long seq) {}

    private void head(Head head, boolean begins) {
        boolean small = head.kind().equals(Head.DIRECT) || head.memberCount() <= Limits.SHARED_MARKS_MEMBERS;
        if (begins) {
            in(head.id(), "b", head.id().toString(), small ? "1" : "0");
        }
        int partition = partitions.applyAsInt(head.id());
        in(head.id(), "h", head.id().toString(), HeadCodec.encode(partition, head), small ? "1" : "0");
    }

    private void member(Member member) {
        seat(
                member.key(),
                new Seat(
                        member.active(),
                        member.delivered(),
                        member.read(),
                        member.readCountable(),
                        number(member.conversation())));
    }

    private void reader(Plan.ReaderMark mark) {
        seat(
                mark.member(),
                new Seat(
                        true,
                        mark.seq(),
                        mark.seq(),
                        mark.countable(),
                        number(mark.member().conversation())));
    }

    private void seat(Member.Key key, Seat seat) {
        in(key.conversation(), "m", key.conversation().toString(), key.user().toString(), seat.encode());
    }

    private void event(EventRow event) {
        boolean fits = event.content().length() <= TailCache.LONGEST;
        in(
                event.conversation(),
                "e",
                event.conversation().toString(),
                fits ? StoredEvent.of(event).toLine() : "");
    }

    private long number(ConversationId id) {
        return numbers.getOrDefault(partitions.applyAsInt(id), 0L);
    }

    private void in(ConversationId id, String... change) {
        changes.computeIfAbsent(partitions.applyAsInt(id), _ -> new ArrayList<>())
                .addAll(List.of(change));
    }
}
