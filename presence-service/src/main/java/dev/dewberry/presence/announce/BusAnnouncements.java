package dev.dewberry.presence.announce;

import dev.dewberry.platform.bus.BusException;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.DeliveryCodec;
import reactor.core.publisher.Mono;

/// Adds to the gateways' delivery streams, as long as messages have left room there.
public final class BusAnnouncements implements Announcements {

    private final StreamWriter writer;
    private final long capBytes;

    /// @param capBytes far below the cap for messages: presence is the first thing to wait
    public BusAnnouncements(StreamWriter writer, long capBytes) {
        this.writer = writer;
        this.capBytes = capBytes;
    }

    @Override
    public Mono<Boolean> deliver(String gateway, Delivery.Presence presence) {
        String record = DeliveryCodec.encode(presence);
        return Mono.fromCompletionStage(() -> writer.add(BusKeys.deliveries(gateway), record, capBytes))
                .thenReturn(true)
                .onErrorResume(BusException.class, refused -> Mono.just(false));
    }
}
