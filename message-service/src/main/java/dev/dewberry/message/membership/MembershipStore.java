package dev.dewberry.message.membership;

import dev.dewberry.protocol.ConversationId;
import reactor.core.publisher.Mono;

/// Whom storage-service knows as members. Empty where there is no such conversation; `busy` where it
/// cannot be found out.
public interface MembershipStore {

    Mono<Membership> load(ConversationId conversation);

    /// As [#load], but it may be what was so a while ago.
    default Mono<Membership> remembered(ConversationId conversation) {
        return load(conversation);
    }

    /// Takes note of what became of the members.
    default void keep(Membership membership) {}
}
