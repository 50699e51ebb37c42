package dev.dewberry.presence.seen;

import dev.dewberry.protocol.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/// For tests without MariaDB; can fail.
public final class MemoryLastSeenStore implements LastSeenStore {

    private final Map<UserId, Long> moments = new HashMap<>();
    private boolean away;

    public void away(boolean now) {
        away = now;
    }

    @Override
    public Mono<Void> save(Map<UserId, Long> saved) {
        return Mono.fromRunnable(() -> {
            check();
            saved.forEach((user, at) -> moments.merge(user, at, Math::max));
        });
    }

    @Override
    public Mono<Map<UserId, Long>> find(Collection<UserId> users) {
        return Mono.fromSupplier(() -> {
            check();
            Map<UserId, Long> found = new HashMap<>(moments);
            found.keySet().retainAll(users);
            return found;
        });
    }

    private void check() {
        if (away) {
            throw new IllegalStateException("MariaDB is away");
        }
    }
}
