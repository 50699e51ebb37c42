package dev.dewberry.message.delivery;

import dev.dewberry.message.membership.Memberships;
import dev.dewberry.platform.bus.PartitionReader;
import dev.dewberry.platform.bus.StreamBatch;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.CommittedCodec;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/// Reads `committed` and fans it out.
public final class CommittedHandler implements PartitionReader.Handler {

    private final Memberships memberships;
    private final FanOut fanOut;

    public CommittedHandler(Memberships memberships, FanOut fanOut) {
        this.memberships = memberships;
        this.fanOut = fanOut;
    }

    @Override
    public Mono<Void> prepare(int partition) {
        return Mono.fromRunnable(() -> memberships.forget(partition));
    }

    @Override
    public Mono<Void> handle(List<StreamBatch> batches) {
        List<Committed> committed = new ArrayList<>();
        for (StreamBatch batch : batches) {
            committed.addAll(batch.decode(CommittedCodec::decode));
        }
        return fanOut.deliver(committed);
    }
}
