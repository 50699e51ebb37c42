package dev.dewberry.presence.shown;

import dev.dewberry.presence.board.Shown;
import dev.dewberry.protocol.UserId;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/// What watchers were told last, of everybody who is not offline. The keeper alone writes it. The next
/// keeper starts from it, so that it announces what changed while nobody kept the board, and nothing
/// else.
public interface ShownPresence {

    /// Adds, replaces, and removes those who are offline.
    Mono<Void> write(Map<UserId, Shown> changes);

    Mono<Map<UserId, Shown>> all();

    /// Those of the users who are not shown as offline.
    Mono<Map<UserId, Shown>> of(List<UserId> users);

    /// Leaves a keeper's mark.
    Mono<Void> mark(String keeper);

    /// Whether the mark is still there. It is not where the store lost its data.
    Mono<Boolean> isMarked(String keeper);
}
