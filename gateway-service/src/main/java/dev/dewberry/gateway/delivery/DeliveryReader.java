package dev.dewberry.gateway.delivery;

import dev.dewberry.gateway.session.GatewayLease;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamBatch;
import dev.dewberry.platform.bus.StreamReader;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.DeliveryCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/// Reads the gateway's own stream.
public final class DeliveryReader {

    private static final int ENTRIES = 100;

    private DeliveryReader() {}

    public static StreamReader of(RedisBus bus, String gateway, Dispatcher dispatcher, GatewayLease lease) {
        Map<String, Integer> streams = Map.of(BusKeys.deliveries(gateway), -1);
        return new StreamReader(bus, "deliveries", ENTRIES, new StreamReader.Handler() {
            @Override
            public Mono<Map<String, Integer>> streams() {
                return Mono.just(streams);
            }

            @Override
            public Mono<Void> handle(List<StreamBatch> batches) {
                List<Delivery> deliveries = new ArrayList<>();
                boolean incomplete = false;
                for (StreamBatch batch : batches) {
                    List<Delivery> readable = batch.decode(DeliveryCodec::decode);
                    incomplete |= readable.size() < batch.records().size();
                    deliveries.addAll(readable);
                }
                Mono<Void> dispatched = dispatcher.dispatch(deliveries);
                // Nobody knows for whom that was which cannot be read.
                return incomplete ? dispatched.then(dispatcher.resyncAll()) : dispatched;
            }

            @Override
            public Mono<Void> redisChanged() {
                return lease.establish();
            }
        });
    }
}
