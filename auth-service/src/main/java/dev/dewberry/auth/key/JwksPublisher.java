package dev.dewberry.auth.key;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Leaves the public keys in Redis, so that a gateway can start while this service is away. Best effort: without
/// Redis, gateways ask by HTTP as always.
@Component
public class JwksPublisher {

    private static final Logger log = LoggerFactory.getLogger(JwksPublisher.class);

    private final RedisBus bus;
    private final KeyRing ring;

    JwksPublisher(RedisBus bus, KeyRing ring) {
        this.bus = bus;
        this.ring = ring;
    }

    public Mono<Void> publish() {
        return Mono.defer(() -> bus.call(commands -> commands.set(BusKeys.JWKS, ring.published())))
                .doOnError(error -> log.debug("The keys cannot be left in Redis now: {}", error.toString()))
                .onErrorComplete()
                .then();
    }
}
