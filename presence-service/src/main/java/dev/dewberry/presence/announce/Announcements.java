package dev.dewberry.presence.announce;

import dev.dewberry.protocol.bus.Delivery;
import reactor.core.publisher.Mono;

/// The way of a delivery to one gateway.
@FunctionalInterface
public interface Announcements {

    /// `true` when the gateway's stream has it; `false` where it did not take it now.
    Mono<Boolean> deliver(String gateway, Delivery.Presence presence);
}
