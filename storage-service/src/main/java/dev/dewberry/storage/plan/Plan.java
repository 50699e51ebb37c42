package dev.dewberry.storage.plan;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.bus.Committed;
import java.util.List;
import java.util.Map;

/// What one transaction writes, and what is said after it.
///
/// @param touched conversations whose head did not move, but which `sync` is to show again
/// @param members rows to be written whole
/// @param readers marks of senders, whose rows are there already
/// @param entries per partition, in order
/// @param duplicates how many commands had been committed before
public record Plan(
        List<Outcome> outcomes,
        List<EventRow> events,
        List<Head> heads,
        List<ConversationId> touched,
        List<FirstOfMonth> months,
        List<Member> members,
        List<ReaderMark> readers,
        Map<Integer, List<Committed>> entries,
        int duplicates) {

    /// The first event of a conversation in a month.
    public record FirstOfMonth(ConversationId conversation, long month, long firstSeq) {}

    /// The sender of the event `seq` has read up to it.
    public record ReaderMark(Member.Key member, long seq, long countable) {}
}
