package dev.dewberry.message.delivery;

import dev.dewberry.platform.bus.BusException;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.StreamCaps;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.platform.time.Recurring;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.DeliveryCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Puts deliveries into the gateways' streams. Where a gateway's stream is full the delivery is
/// dropped, and the gateway is told to `resync` everybody as soon as it has room again: one slow
/// gateway costs only its own. Thread-safe.
public final class GatewayOutbox {

    private static final Logger log = LoggerFactory.getLogger(GatewayOutbox.class);
    private static final Duration RETRY = Duration.ofMillis(200);

    private final StreamWriter writer;
    private final Counter deliveries;
    private final Counter drops;
    private final Set<String> overflowed = ConcurrentHashMap.newKeySet();

    public GatewayOutbox(StreamWriter writer, MeterRegistry meters) {
        this.writer = writer;
        deliveries = Counter.builder("dewberry.message.deliveries")
                .description("Entries for gateways")
                .register(meters);
        drops = Counter.builder("dewberry.message.deliveries.dropped")
                .description("Entries dropped because a gateway's stream was full")
                .register(meters);
    }

    /// Done when the bus has it, or when it was dropped; failed where that is open.
    public Mono<Void> put(String gateway, Delivery delivery) {
        // Added at once, not at subscription: the order of calls is the order in the stream.
        var added = writer.add(BusKeys.deliveries(gateway), DeliveryCodec.encode(delivery), StreamCaps.DELIVERIES);
        deliveries.increment();
        return Mono.fromCompletionStage(added)
                .onErrorResume(error -> dropped(error, gateway) ? Mono.empty() : Mono.error(error));
    }

    private boolean dropped(Throwable error, String gateway) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (!(cause instanceof BusException.Full)) {
            return false;
        }
        drops.increment();
        if (overflowed.add(gateway)) {
            log.warn("Gateway {} does not keep up: deliveries are dropped, it will resync", gateway);
        }
        return true;
    }

    /// Tells gateways that lost deliveries to resync, for as long as it is subscribed to.
    public Flux<Void> resyncs() {
        return Recurring.every(
                RETRY,
                RETRY,
                "telling gateways to resync",
                tick -> Flux.fromIterable(overflowed).concatMap(this::resync).then());
    }

    private Mono<Void> resync(String gateway) {
        var added = writer.add(
                BusKeys.deliveries(gateway), DeliveryCodec.encode(new Delivery.Resync()), StreamCaps.DELIVERIES);
        return Mono.fromCompletionStage(added)
                .doOnSuccess(done -> overflowed.remove(gateway))
                // Still full, or Redis is away: at the next tick.
                .onErrorComplete();
    }

    /// A gateway that is gone needs nothing any more.
    public void forget(String gateway) {
        overflowed.remove(gateway);
        writer.forget(BusKeys.deliveries(gateway));
    }
}
