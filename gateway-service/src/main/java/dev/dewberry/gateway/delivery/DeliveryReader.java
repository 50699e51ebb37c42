package dev.dewberry.gateway.delivery;

import dev.dewberry.gateway.session.GatewayLease;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamBatch;
import dev.dewberry.platform.bus.StreamReader;
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
                List<String> records = new ArrayList<>();
                batches.forEach(batch -> records.addAll(batch.records()));
                return dispatcher.dispatch(records);
            }

            @Override
            public Mono<Void> redisChanged() {
                return lease.establish();
            }
        });
    }
}
