package dev.dewberry.presence.query;

import dev.dewberry.protocol.UserId;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/// Who shows themselves to whom. Hidden presence and block lists are answered here: a user who is not
/// in the answer is `offline` to the one who asks, and was never seen.
@FunctionalInterface
public interface Visibility {

    /// Everybody sees everybody.
    Visibility OPEN = (asking, users) -> Mono.just(Set.copyOf(users));

    Mono<Set<UserId>> visibleTo(UserId asking, List<UserId> users);
}
