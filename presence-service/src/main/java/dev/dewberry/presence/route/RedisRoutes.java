package dev.dewberry.presence.route;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.presence.board.Status;
import dev.dewberry.protocol.UserId;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScoredValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Reads the zset of gateways and their hashes.
public final class RedisRoutes implements Routes {

    /// Gateways asked at the same time; the answers come pipelined on one connection.
    private static final int CONCURRENCY = 16;

    private final RedisBus bus;

    public RedisRoutes(RedisBus bus) {
        this.bus = bus;
    }

    @Override
    public Mono<Set<String>> liveGateways() {
        // Leases end by Redis' clock, the only one that all share.
        return Mono.zip(
                bus.call(redis -> redis.time()),
                bus.call(redis -> redis.zrangeWithScores(BusKeys.GATEWAYS, 0, -1)),
                (time, leases) -> living(millis(time), leases));
    }

    private static long millis(List<String> secondsAndMicros) {
        return Long.parseLong(secondsAndMicros.get(0)) * 1000 + Long.parseLong(secondsAndMicros.get(1)) / 1000;
    }

    private static Set<String> living(long now, List<ScoredValue<String>> leases) {
        Set<String> living = new HashSet<>();
        for (ScoredValue<String> lease : leases) {
            if (lease.getScore() > now) {
                living.add(lease.getValue());
            }
        }
        return Set.copyOf(living);
    }

    @Override
    public Mono<Map<UserId, Status>> usersOf(String gateway) {
        return bus.call(redis -> redis.hgetall(BusKeys.gatewayUsers(gateway))).map(hash -> {
            Map<UserId, Status> users = HashMap.newHashMap(hash.size());
            hash.forEach((user, status) -> users.put(UserId.parse(user), Status.ofWire(status)));
            return Map.copyOf(users);
        });
    }

    @Override
    public Mono<Map<UserId, Status>> statusOf(List<UserId> users, Set<String> gateways) {
        String[] fields = users.stream().map(UserId::toString).toArray(String[]::new);
        if (fields.length == 0) {
            return Mono.just(Map.of());
        }
        return Flux.fromIterable(gateways)
                .flatMap(gateway -> bus.call(redis -> redis.hmget(BusKeys.gatewayUsers(gateway), fields)), CONCURRENCY)
                .collect(HashMap<UserId, Status>::new, RedisRoutes::merge)
                .map(Map::copyOf);
    }

    private static void merge(Map<UserId, Status> found, List<KeyValue<String, String>> answer) {
        for (KeyValue<String, String> one : answer) {
            Status status = Status.ofWire(one.getValueOrElse(null));
            if (status != Status.OFFLINE) {
                found.merge(UserId.parse(one.getKey()), status, Status::or);
            }
        }
    }
}
