package dev.dewberry.presence.seen;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.dewberry.protocol.UserId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/// Remembers for a moment what was found, also that somebody was never seen: when everybody comes online
/// in the morning, everybody asks for the same people. What another instance saves meanwhile is seen
/// when the moment is over. Thread-safe.
public final class RememberedLastSeen implements LastSeenStore {

    private static final Duration MOMENT = Duration.ofSeconds(10);
    private static final long USERS = 20_000;
    private static final Long NEVER = 0L;

    private final LastSeenStore store;
    private final Cache<UserId, Long> moments =
            Caffeine.newBuilder().maximumSize(USERS).expireAfterWrite(MOMENT).build();

    public RememberedLastSeen(LastSeenStore store) {
        this.store = store;
    }

    @Override
    public Mono<Void> save(Map<UserId, Long> saved) {
        // After it, too: somebody may have read the old moment while the new one was under way.
        moments.invalidateAll(saved.keySet());
        return store.save(saved).doFinally(_ -> moments.invalidateAll(saved.keySet()));
    }

    @Override
    public Mono<Map<UserId, Long>> find(Collection<UserId> users) {
        Map<UserId, Long> known = moments.getAllPresent(users);
        List<UserId> unknown = users.stream()
                .filter(user -> !known.containsKey(user))
                .distinct()
                .toList();
        if (unknown.isEmpty()) {
            return Mono.just(seen(known));
        }
        return store.find(unknown).map(found -> {
            Map<UserId, Long> all = new HashMap<>(known);
            for (UserId user : unknown) {
                Long moment = found.getOrDefault(user, NEVER);
                moments.put(user, moment);
                all.put(user, moment);
            }
            return seen(all);
        });
    }

    private static Map<UserId, Long> seen(Map<UserId, Long> moments) {
        Map<UserId, Long> seen = HashMap.newHashMap(moments.size());
        moments.forEach((user, moment) -> {
            if (!moment.equals(NEVER)) {
                seen.put(user, moment);
            }
        });
        return Map.copyOf(seen);
    }
}
