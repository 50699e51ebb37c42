package dev.dewberry.message.delivery;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import io.lettuce.core.KeyValue;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Reads the gateways' route hashes, one `HMGET` a gateway for a whole batch of events. They are read
/// **after** the commit, and a gateway writes a route before it welcomes: so every event committed
/// after a `welcome` finds it. Of routes nothing is remembered.
public final class RouteTable {

    /// Gateways are few; this bounds the round trips under way.
    private static final int CONCURRENT = 16;

    private final RedisBus bus;
    private volatile List<String> remembered = List.of();

    public RouteTable(RedisBus bus) {
        this.bus = bus;
    }

    /// @param users distinct, rising
    public Mono<Routes> of(long[] users) {
        String[] fields = new String[users.length];
        for (int i = 0; i < users.length; i++) {
            fields[i] = Long.toString(users[i]);
        }
        List<String> asked = remembered;
        // Both questions in one round trip; the gateways are nearly always those of the last time.
        return Mono.zip(bus.call(redis -> redis.zrange(BusKeys.GATEWAYS, 0, -1)), ask(asked, fields))
                .flatMap(answers -> {
                    List<String> live = answers.getT1();
                    remembered = List.copyOf(live);
                    Map<String, boolean[]> online = answers.getT2();
                    online.keySet().retainAll(live);
                    List<String> unasked = live.stream()
                            .filter(gateway -> !online.containsKey(gateway))
                            .toList();
                    return ask(unasked, fields).doOnNext(online::putAll).thenReturn(new Routes(users, online));
                });
    }

    private Mono<Map<String, boolean[]>> ask(List<String> gateways, String[] fields) {
        return Flux.fromIterable(gateways)
                .flatMap(gateway -> online(gateway, fields).map(there -> Map.entry(gateway, there)), CONCURRENT)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Mono<boolean[]> online(String gateway, String[] fields) {
        if (fields.length == 0) {
            return Mono.just(new boolean[0]);
        }
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
