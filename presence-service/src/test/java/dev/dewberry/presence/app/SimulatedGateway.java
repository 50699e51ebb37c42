package dev.dewberry.presence.app;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.DeliveryCodec;
import dev.dewberry.protocol.bus.PresenceReport;
import dev.dewberry.protocol.bus.PresenceReportCodec;
import dev.dewberry.testsupport.Redis;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Does on Redis what a gateway does there: lease, routes, reports; and reads its deliveries.
final class SimulatedGateway implements AutoCloseable {

    private static final long LEASE_MILLIS = 1_500;

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final String id;
    private final Map<String, String> users = new ConcurrentHashMap<>();
    private final ScheduledExecutorService renewing = Executors.newSingleThreadScheduledExecutor();

    SimulatedGateway(Redis redis, String id) {
        client = RedisClient.create(redis.uri());
        connection = client.connect();
        this.id = id;
        renew();
        renewing.scheduleAtFixedRate(this::renewQuietly, 300, 300, TimeUnit.MILLISECONDS);
    }

    private void renewQuietly() {
        try {
            renew();
        } catch (RuntimeException redisIsAway) {
            // As a gateway does: it tries again.
        }
    }

    private void renew() {
        call(commands -> {
            commands.zadd(BusKeys.GATEWAYS, System.currentTimeMillis() + LEASE_MILLIS, id);
            if (!users.isEmpty()) {
                commands.hset(BusKeys.gatewayUsers(id), users);
            }
            return commands.pexpire(BusKeys.gatewayUsers(id), LEASE_MILLIS);
        });
    }

    void user(String user, String status, String text) {
        call(commands -> {
            if (status.equals("offline")) {
                users.remove(user);
                commands.hdel(BusKeys.gatewayUsers(id), user);
            } else {
                users.put(user, status);
                commands.hset(BusKeys.gatewayUsers(id), user, status);
            }
            PresenceReport report =
                    new PresenceReport(id, UserId.parse(user), status, text, System.currentTimeMillis());
            return commands.xadd(BusKeys.PRESENCE_REPORTS, Map.of("r", PresenceReportCodec.encode(report)));
        });
    }

    private <T> T call(Function<RedisCommands<String, String>, T> command) {
        return command.apply(connection.sync());
    }

    /// All that was ever delivered, as `user status`.
    List<String> told() {
        List<String> told = new ArrayList<>();
        call(commands -> commands.xrange(BusKeys.deliveries(id), Range.unbounded()))
                .forEach(entry -> entry.getBody().get("r").lines().forEach(record -> {
                    if (DeliveryCodec.decode(record) instanceof Delivery.Presence presence) {
                        presence.items().forEach(item -> told.add(item.user() + " " + item.status()));
                    }
                }));
        return told;
    }

    /// Dies as if killed: nothing is taken back, the lease ends.
    @Override
    public void close() {
        renewing.shutdownNow();
        client.shutdown();
    }
}
