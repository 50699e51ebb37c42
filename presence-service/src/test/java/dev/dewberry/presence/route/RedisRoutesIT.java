package dev.dewberry.presence.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.BusProperties;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.presence.board.Status;
import dev.dewberry.protocol.UserId;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.class)
class RedisRoutesIT {

    private static final UserId ANN = new UserId(1);
    private static final UserId BOB = new UserId(2);

    private RedisBus bus;
    private Routes routes;

    @BeforeEach
    void connect(Redis redis) {
        bus = new RedisBus(new BusProperties(redis.freshUri(), 8, Duration.ofSeconds(2)));
        Awaitility.await().until(bus::isConnected);
        routes = new RedisRoutes(bus);
    }

    @AfterEach
    void close() {
        bus.close();
    }

    @Test
    void aGatewayLivesAsLongAsItsLease(Redis redis) {
        long now = System.currentTimeMillis();
        redis.call(commands -> commands.zadd(BusKeys.GATEWAYS, now + 60_000, "alive"));
        redis.call(commands -> commands.zadd(BusKeys.GATEWAYS, now - 1_000, "dead"));

        assertThat(routes.liveGateways().block()).containsExactly("alive");
    }

    @Test
    void theUsersOfAGatewayAreItsHash(Redis redis) {
        redis.call(commands -> commands.hset(BusKeys.gatewayUsers("a"), Map.of("1", "online", "2", "away")));

        assertThat(routes.usersOf("a").block())
                .containsOnly(Map.entry(ANN, Status.ONLINE), Map.entry(BOB, Status.AWAY));
        assertThat(routes.usersOf("b").block()).isEmpty();
    }

    @Test
    void aUserHasTheBestStatusOfAllGateways(Redis redis) {
        redis.call(commands -> commands.hset(BusKeys.gatewayUsers("a"), Map.of("1", "away", "2", "away")));
        redis.call(commands -> commands.hset(BusKeys.gatewayUsers("b"), Map.of("1", "online")));

        assertThat(routes.statusOf(List.of(ANN, BOB, new UserId(3)), Set.of("a", "b"))
                        .block())
                .containsOnly(Map.entry(ANN, Status.ONLINE), Map.entry(BOB, Status.AWAY));
        assertThat(routes.statusOf(List.of(ANN), Set.of("a")).block()).containsEntry(ANN, Status.AWAY);
        assertThat(routes.statusOf(List.of(), Set.of("a")).block()).isEmpty();
        assertThat(routes.statusOf(List.of(ANN), Set.of()).block()).isEmpty();
    }
}
