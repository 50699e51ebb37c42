package dev.dewberry.gateway.session;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.http.ServiceClient;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// The epoch of the store: from storage-service, or, while that cannot be asked, the last known one from
/// Redis. Thread-safe.
public final class Epoch {

    private static final Logger log = LoggerFactory.getLogger(Epoch.class);

    private final ServiceClient storage;
    private final RedisBus bus;
    private final Runnable onChange;
    private volatile @Nullable String epoch;

    /// @param onChange the store is another one: clients have to start afresh
    public Epoch(ServiceClient storage, RedisBus bus, Runnable onChange) {
        this.storage = storage;
        this.bus = bus;
        this.onChange = onChange;
    }

    public @Nullable String current() {
        return epoch;
    }

    /// Asks again. Never fails.
    public Mono<Void> refresh() {
        return storage.get("/internal/v1/epoch", null)
                .flatMap(body -> use(new Fields(Json.read(body)).text("epoch")))
                .onErrorResume(error -> epoch == null ? lastKnown() : Mono.empty());
    }

    private Mono<Void> use(String now) {
        String before = epoch;
        epoch = now;
        if (now.equals(before)) {
            return Mono.empty();
        }
        if (before != null) {
            log.warn("The store was restored from a backup: every client starts afresh");
            onChange.run();
        }
        return bus.call(redis -> redis.set(BusKeys.EPOCH, now)).then().onErrorResume(error -> Mono.empty());
    }

    private Mono<Void> lastKnown() {
        return bus.call(redis -> redis.get(BusKeys.EPOCH))
                .doOnNext(known -> epoch = known)
                .then()
                .onErrorResume(error -> Mono.empty());
    }
}
