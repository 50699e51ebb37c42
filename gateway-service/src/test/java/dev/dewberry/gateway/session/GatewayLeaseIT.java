package dev.dewberry.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.BusProperties;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.class)
class GatewayLeaseIT {

    private static final String GATEWAY = "gw";
    private static final Duration LEASE = Duration.ofSeconds(5);

    private final AtomicInteger resyncs = new AtomicInteger();
    private Redis redis;
    private RedisBus bus;
    private StreamWriter writer;
    private GatewayLease lease;

    @BeforeEach
    void open(Redis redis) {
        this.redis = redis;
        bus = new RedisBus(new BusProperties(redis.freshUri(), 4, Duration.ofSeconds(2)), new SimpleMeterRegistry());
        await().until(bus::isConnected);
        writer = new StreamWriter(bus, new SimpleMeterRegistry());
        Registry registry = new Registry(new RedisRoutes(bus, writer, GATEWAY, Clock.systemUTC()), 5);
        lease = new GatewayLease(bus, GATEWAY, registry, resyncs::incrementAndGet);
        lease.establish().block();
    }

    @AfterEach
    void close() {
        writer.close();
        bus.close();
    }

    @Test
    void saysNothingWhileItIsRenewedInTime() {
        lease.renew().block();
        lease.renew().block();

        assertThat(resyncs).hasValue(0);
    }

    @Test
    void noticesThatItHadEnded() {
        redis.call(commands -> commands.zrem(BusKeys.GATEWAYS, GATEWAY));

        lease.renew().block();

        assertThat(resyncs).hasValue(1);
    }

    /// Redis stood still for longer than the lease. What it did first then was a renewal that nobody waited for any
    /// more:
    /// it found the lease ended, and said so to nobody.
    @Test
    void noticesThatItHadEndedAlsoWhereTheAnswerWasLost() {
        await().pollDelay(LEASE.plusMillis(100)).until(() -> true);
        double soon = System.currentTimeMillis() + LEASE.toMillis();
        redis.call(commands -> commands.zadd(BusKeys.GATEWAYS, soon, GATEWAY));

        lease.renew().block();
        assertThat(resyncs).hasValue(1);

        lease.renew().block();
        assertThat(resyncs).hasValue(1);
    }
}
