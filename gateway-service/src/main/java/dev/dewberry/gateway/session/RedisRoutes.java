package dev.dewberry.gateway.session;

import dev.dewberry.platform.bus.BusException;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamCaps;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.PresenceReport;
import dev.dewberry.protocol.bus.PresenceReportCodec;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Routes in the gateway's hash in Redis. One connection carries all of them, so that they take effect in the
/// order of the calls.
public final class RedisRoutes implements Routes {

    private final RedisBus bus;
    private final StreamWriter writer;
    private final String gateway;
    private final String key;
    private final Clock clock;

    public RedisRoutes(RedisBus bus, StreamWriter writer, String gateway, Clock clock) {
        this.bus = bus;
        this.writer = writer;
        this.gateway = gateway;
        this.key = BusKeys.gatewayUsers(gateway);
        this.clock = clock;
    }

    @Override
    public CompletionStage<?> put(UserId user, Presence presence) {
        try {
            return bus.commands().hset(key, user.toString(), presence.wire());
        } catch (BusException notConnected) {
            return CompletableFuture.failedFuture(notConnected);
        }
    }

    @Override
    public CompletionStage<?> remove(UserId user) {
        try {
            return bus.commands().hdel(key, user.toString());
        } catch (BusException notConnected) {
            return CompletableFuture.failedFuture(notConnected);
        }
    }

    @Override
    public void report(UserId user, Presence presence, @Nullable String text) {
        PresenceReport report = new PresenceReport(gateway, user, presence.wire(), text, clock.millis());
        var unused =
                writer.add(BusKeys.PRESENCE_REPORTS, PresenceReportCodec.encode(report), StreamCaps.PRESENCE_REPORTS);
    }
}
