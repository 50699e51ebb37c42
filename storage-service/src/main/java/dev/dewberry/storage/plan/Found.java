package dev.dewberry.storage.plan;

import dev.dewberry.protocol.ConversationId;
import java.util.Map;

/// What MariaDB holds about the conversations of a batch, read under lock.
///
/// @param outcomes of commands of this batch that were committed before, as far as that is known
/// @param members at least those that [Needs] asked for
/// @param countables the running countable number of single events
public record Found(
        Map<ConversationId, Head> heads,
        Map<Outcome.Key, Outcome> outcomes,
        Map<Member.Key, Member> members,
        Map<Needs.Position, Long> countables) {}
