package dev.dewberry.presence.route;

import dev.dewberry.presence.board.Status;
import dev.dewberry.protocol.UserId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/// The gateways and their users, as gateways themselves write them to Redis: what is true now.
public interface Routes {

    /// Gateways whose lease has not ended.
    Mono<Set<String>> liveGateways();

    /// Everybody with a socket on this gateway.
    Mono<Map<UserId, Status>> usersOf(String gateway);

    /// Those of the users who have a socket on one of the gateways.
    Mono<Map<UserId, Status>> statusOf(List<UserId> users, Set<String> gateways);
}
