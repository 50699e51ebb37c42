package dev.dewberry.presence.shown;

import dev.dewberry.presence.board.Shown;
import dev.dewberry.presence.board.Status;
import dev.dewberry.protocol.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/// For tests without Redis; can fail and can be wiped.
public final class MemoryShownPresence implements ShownPresence {

    private final Map<UserId, Shown> all = new HashMap<>();
    private String mark = "";
    private boolean away;

    public void away(boolean now) {
        away = now;
    }

    public void wipe() {
        all.clear();
        mark = "";
    }

    @Override
    public Mono<Void> write(Map<UserId, Shown> changes) {
        return answering(() -> {
                    all.putAll(changes);
                    all.values().removeIf(shown -> shown.status() == Status.OFFLINE);
                    return true;
                })
                .then();
    }

    @Override
    public Mono<Map<UserId, Shown>> all() {
        return answering(() -> Map.copyOf(all));
    }

    @Override
    public Mono<Map<UserId, Shown>> of(List<UserId> users) {
        return all().map(copy -> {
            Map<UserId, Shown> found = new HashMap<>(copy);
            found.keySet().retainAll(users);
            return found;
        });
    }

    @Override
    public Mono<Void> mark(String keeper) {
        return answering(() -> mark = keeper).then();
    }

    @Override
    public Mono<Boolean> isMarked(String keeper) {
        return answering(() -> mark.equals(keeper));
    }

    private <T> Mono<T> answering(java.util.function.Supplier<T> answer) {
        return Mono.fromSupplier(() -> {
            if (away) {
                throw new IllegalStateException("Redis is away");
            }
            return answer.get();
        });
    }
}
