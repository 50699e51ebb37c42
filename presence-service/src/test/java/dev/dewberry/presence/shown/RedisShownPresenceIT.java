package dev.dewberry.presence.shown;

import dev.dewberry.platform.bus.BusProperties;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.class)
class RedisShownPresenceIT implements ShownPresenceContract {

    private RedisBus bus;

    @BeforeEach
    void connect(Redis redis) {
        bus = new RedisBus(new BusProperties(redis.freshUri(), 8, Duration.ofSeconds(2)));
        Awaitility.await().until(bus::isConnected);
    }

    @AfterEach
    void close() {
        bus.close();
    }

    @Override
    public ShownPresence shown() {
        return new RedisShownPresence(bus);
    }
}
