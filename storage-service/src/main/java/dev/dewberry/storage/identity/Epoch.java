package dev.dewberry.storage.identity;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import reactor.core.publisher.Mono;

/// Tells the bus which store this is, so that gateways start without storage-service.
public final class Epoch {

    private final RedisBus bus;
    private final Meta meta;

    public Epoch(RedisBus bus, Meta meta) {
        this.bus = bus;
        this.meta = meta;
    }

    public Mono<Void> publish() {
        return meta.epoch()
                .flatMap(epoch -> bus.<String>call(redis -> redis.set(BusKeys.EPOCH, epoch)))
                .then();
    }
}
