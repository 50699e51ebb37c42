package dev.dewberry.presence.seen;

import dev.dewberry.protocol.UserId;
import java.util.Collection;
import java.util.Map;
import reactor.core.publisher.Mono;

/// When users were last seen, in milliseconds since 1970 UTC. Safe to be called from several instances
/// at once: a moment never falls.
public interface LastSeenStore {

    /// Writes moments; those that are known to be later stay.
    Mono<Void> save(Map<UserId, Long> moments);

    /// The moments of those users who were ever seen.
    Mono<Map<UserId, Long>> find(Collection<UserId> users);
}
