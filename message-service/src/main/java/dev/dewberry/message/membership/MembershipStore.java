package dev.dewberry.message.membership;

import dev.dewberry.protocol.ConversationId;
import reactor.core.publisher.Mono;

/// Whom storage-service knows as members. Empty where there is no such conversation; `busy` where it cannot be found
/// out.
public interface MembershipStore {

    Mono<Membership> load(ConversationId conversation);
}
