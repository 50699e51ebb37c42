package dev.dewberry.presence.route;

import dev.dewberry.presence.board.Status;
import dev.dewberry.protocol.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/// For tests without Redis.
public final class MemoryRoutes implements Routes {

    private final Map<String, Map<UserId, Status>> gateways = new HashMap<>();

    public void put(String gateway, Map<UserId, Status> users) {
        gateways.put(gateway, Map.copyOf(users));
    }

    public void remove(String gateway) {
        gateways.remove(gateway);
    }

    @Override
    public Mono<Set<String>> liveGateways() {
        return Mono.fromSupplier(() -> Set.copyOf(gateways.keySet()));
    }

    @Override
    public Mono<Map<UserId, Status>> usersOf(String gateway) {
        return Mono.fromSupplier(() -> gateways.getOrDefault(gateway, Map.of()));
    }

    @Override
    public Mono<Map<UserId, Status>> statusOf(List<UserId> users, Set<String> asked) {
        return Mono.fromSupplier(() -> {
            Map<UserId, Status> found = new HashMap<>();
            for (String gateway : asked) {
                gateways.getOrDefault(gateway, Map.of()).forEach((user, status) -> {
                    if (users.contains(user)) {
                        found.merge(user, status, Status::or);
                    }
                });
            }
            return found;
        });
    }
}
