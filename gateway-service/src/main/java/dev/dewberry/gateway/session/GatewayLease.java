package dev.dewberry.gateway.session;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Says in Redis that this gateway lives, and notices when that was not so for a while: deliveries meant for
/// it were then sent to nobody. Keeps the time to live of the gateway's keys ahead of it, so that they go
/// when it goes. Thread-safe.
public final class GatewayLease {

    private static final Logger log = LoggerFactory.getLogger(GatewayLease.class);
    private static final Duration LEASE = Duration.ofSeconds(5);
    /// Longer than the lease: as long as somebody may still add to the stream, it has to have its end.
    private static final Duration STREAM = Duration.ofSeconds(60);
    private static final Duration FORGET = Duration.ofDays(1);
    private static final String RENEW = script();

    private final RedisBus bus;
    private final String gateway;
    private final Registry registry;
    private final Runnable resyncAll;
    private volatile boolean established;
    /// When the last renewal was asked for that Redis is known to have done.
    private volatile long renewed = System.nanoTime();

    /// @param resyncAll tells every client that events may have been left out
    public GatewayLease(RedisBus bus, String gateway, Registry registry, Runnable resyncAll) {
        this.bus = bus;
        this.gateway = gateway;
        this.registry = registry;
        this.resyncAll = resyncAll;
    }

    /// To be called every second. Fails where Redis cannot be reached.
    public Mono<Void> renew() {
        return Mono.defer(() -> {
            boolean hadUsers = registry.users() > 0;
            long asked = System.nanoTime();
            return bus.call(this::renewLease)
                    .zipWith(bus.call(redis -> redis.pexpire(BusKeys.gatewayUsers(gateway), LEASE)))
                    .zipWith(bus.call(redis -> redis.pexpire(BusKeys.deliveries(gateway), STREAM)))
                    .flatMap(answers -> {
                        // A renewal whose answer was lost may have found the lease ended, and users came since.
                        boolean inTime = System.nanoTime() - renewed < LEASE.toNanos();
                        boolean held = inTime && answers.getT1().getT1() == 1;
                        boolean routed = answers.getT1().getT2() || !hadUsers;
                        if (held && routed && answers.getT2()) {
                            renewed = asked;
                            return Mono.empty();
                        }
                        return establish();
                    });
        });
    }

    /// Writes everything again that Redis should know about this gateway.
    public Mono<Void> establish() {
        return Mono.defer(() -> {
            long asked = System.nanoTime();
            // Where it ends half-way, the lease is there again and routes are not: no renewal is in time until all are.
            renewed = asked - LEASE.toNanos();
            return writeAgain().then(Mono.fromRunnable(() -> {
                renewed = asked;
                onEstablished();
            }));
        });
    }

    private Mono<Void> writeAgain() {
        return bus.call(redis -> redis.xgroupCreate(
                        XReadArgs.StreamOffset.from(BusKeys.deliveries(gateway), "0"),
                        "none",
                        XGroupCreateArgs.Builder.mkstream()))
                // The stream is there already; the group is only the way to make an empty one.
                .onErrorResume(error -> Mono.empty())
                .then(bus.call(redis -> redis.pexpire(BusKeys.deliveries(gateway), STREAM)))
                .then(bus.call(this::renewLease))
                .then(Mono.fromCompletionStage(() -> registry.rewriteRoutes()))
                .then(bus.call(redis -> redis.pexpire(BusKeys.gatewayUsers(gateway), LEASE)))
                .then();
    }

    private void onEstablished() {
        if (established) {
            log.warn("The lease of this gateway had ended: its routes were written again");
            resyncAll.run();
        }
        established = true;
    }

    /// Takes the gateway out of what others see. Its stream is read on until the end.
    public Mono<Void> release() {
        return bus.call(redis -> redis.zrem(BusKeys.GATEWAYS, gateway))
                .then(bus.call(redis -> redis.del(BusKeys.gatewayUsers(gateway), BusKeys.deliveries(gateway))))
                .then();
    }

    private io.lettuce.core.RedisFuture<Long> renewLease(RedisAsyncCommands<String, String> redis) {
        return redis.eval(
                RENEW,
                ScriptOutputType.INTEGER,
                new String[] {BusKeys.GATEWAYS},
                gateway,
                Long.toString(LEASE.toMillis()),
                Long.toString(FORGET.toMillis()));
    }

    private static String script() {
        try (InputStream in = GatewayLease.class.getResourceAsStream("renew.lua")) {
            if (in == null) {
                throw new IllegalStateException("renew.lua is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
