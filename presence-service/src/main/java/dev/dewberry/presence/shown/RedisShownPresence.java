package dev.dewberry.presence.shown;

import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.presence.board.Shown;
import dev.dewberry.presence.board.Status;
import dev.dewberry.protocol.UserId;
import io.lettuce.core.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/// Hash `dw:{presence}:shown`: user → status and text; in the field `-` the keeper's mark.
public final class RedisShownPresence implements ShownPresence {

    static final String KEY = "dw:{presence}:shown";
    private static final String MARK = "-";

    private final RedisBus bus;

    public RedisShownPresence(RedisBus bus) {
        this.bus = bus;
    }

    @Override
    public Mono<Void> write(Map<UserId, Shown> changes) {
        Map<String, String> put = new HashMap<>();
        List<String> remove = new ArrayList<>();
        changes.forEach((user, shown) -> {
            if (shown.status() == Status.OFFLINE) {
                remove.add(user.toString());
            } else {
                put.put(user.toString(), ShownText.write(shown));
            }
        });
        Mono<Long> puts = put.isEmpty() ? Mono.empty() : bus.call(redis -> redis.hset(KEY, put));
        Mono<Long> removals =
                remove.isEmpty() ? Mono.empty() : bus.call(redis -> redis.hdel(KEY, remove.toArray(String[]::new)));
        return Mono.when(puts, removals);
    }

    @Override
    public Mono<Map<UserId, Shown>> all() {
        return bus.call(redis -> redis.hgetall(KEY)).map(hash -> {
            Map<UserId, Shown> all = HashMap.newHashMap(hash.size());
            hash.forEach((user, value) -> {
                if (!user.equals(MARK)) {
                    all.put(UserId.parse(user), ShownText.read(value));
                }
            });
            return Map.copyOf(all);
        });
    }

    @Override
    public Mono<Map<UserId, Shown>> of(List<UserId> users) {
        if (users.isEmpty()) {
            return Mono.just(Map.of());
        }
        String[] fields = users.stream().map(UserId::toString).toArray(String[]::new);
        return bus.call(redis -> redis.hmget(KEY, fields)).map(answer -> {
            Map<UserId, Shown> found = new HashMap<>();
            for (KeyValue<String, String> one : answer) {
                if (one.hasValue()) {
                    found.put(UserId.parse(one.getKey()), ShownText.read(one.getValue()));
                }
            }
            return Map.copyOf(found);
        });
    }

    @Override
    public Mono<Void> mark(String keeper) {
        return bus.call(redis -> redis.hset(KEY, MARK, keeper)).then();
    }

    @Override
    public Mono<Boolean> isMarked(String keeper) {
        return bus.call(redis -> redis.hget(KEY, MARK)).map(keeper::equals).defaultIfEmpty(false);
    }
}
