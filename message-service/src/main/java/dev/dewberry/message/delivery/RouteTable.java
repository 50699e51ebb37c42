package dev.dewberry.message.delivery;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import io.lettuce.core.KeyValue;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Reads the gateways' route hashes, one `HMGET` a gateway for a whole batch of events. They are read **after** the
/// commit, and a
/// gateway writes a route before it welcomes: so every event committed after a `welcome` finds it. Nothing is
/// remembered.
public final class RouteTable {

    /// Gateways are few; this bounds the round trips under way.
    private static final int CONCURRENT = 16;

    private final RedisBus bus;

    public RouteTable(RedisBus bus) {
        this.bus = bus;
    }

    /// @param users distinct, rising
    public Mono<Routes> of(long[] users) {
        return bus.call(redis -> redis.zrange(BusKeys.GATEWAYS, 0, -1)).flatMap(gateways -> ask(gateways, users));
    }

    private Mono<Routes> ask(List<String> gateways, long[] users) {
        if (users.length == 0) {
            Map<String, boolean[]> nobody = new HashMap<>();
            gateways.forEach(gateway -> nobody.put(gateway, new boolean[0]));
            return Mono.just(new Routes(users, nobody));
        }
        String[] fields = new String[users.length];
        for (int i = 0; i < users.length; i++) {
            fields[i] = Long.toString(users[i]);
        }
        return Flux.fromIterable(gateways)
                .flatMap(gateway -> online(gateway, fields).map(there -> Map.entry(gateway, there)), CONCURRENT)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(online -> new Routes(users, online));
    }

    private Mono<boolean[]> online(String gateway, String[] fields) {
        return bus.call((RedisAsyncCommands<String, String> redis) ->
                        redis.hmget(BusKeys.gatewayUsers(gateway), fields))
                .map(RouteTable::present);
    }

    private static boolean[] present(List<KeyValue<String, String>> values) {
        boolean[] present = new boolean[values.size()];
        for (int i = 0; i < present.length; i++) {
            present[i] = values.get(i).hasValue();
        }
        return present;
    }
}
