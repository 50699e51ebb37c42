package dev.dewberry.message.delivery;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.RedisScript;
import dev.dewberry.platform.time.Recurring;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Clears away what a gateway that died left in Redis. A gateway has a new id at each start, so nobody
/// comes back to it.
public final class DeadGateways {

    private static final Logger log = LoggerFactory.getLogger(DeadGateways.class);
    private static final Duration TICK = Duration.ofSeconds(2);
    /// As gateways take it.
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final RedisScript SWEEP =
            RedisScript.load(DeadGateways.class, "sweep-gateways.lua", ScriptOutputType.MULTI);

    private final RedisBus bus;
    private final GatewayOutbox outbox;

    public DeadGateways(RedisBus bus, GatewayOutbox outbox) {
        this.bus = bus;
        this.outbox = outbox;
    }

    /// Sweeps for as long as it is subscribed to.
    public Flux<Void> sweeps() {
        return Recurring.every(TICK, TICK, "looking for dead gateways", tick -> sweep());
    }

    private Mono<Void> sweep() {
        return SWEEP.<List<String>>run(bus, List.of(BusKeys.GATEWAYS), List.of(Long.toString(LEASE.toMillis())))
                .doOnNext(gone -> gone.forEach(gateway -> {
                    log.info("Gateway {} is gone", gateway);
                    outbox.forget(gateway);
                }))
                .then()
                .onErrorResume(error -> {
                    log.debug("Dead gateways could not be looked for", error);
                    return Mono.empty();
                });
    }
}
