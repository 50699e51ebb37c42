package dev.dewberry.presence.query;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.presence.board.Shown;
import dev.dewberry.presence.board.Status;
import dev.dewberry.presence.route.Routes;
import dev.dewberry.presence.seen.LastSeenStore;
import dev.dewberry.presence.shown.ShownPresence;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.PresenceItem;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// The presence of some users, as of now. Any instance can answer: it asks Redis, and MariaDB for those
/// who are offline.
///
/// Who has a socket is what the gateways say; it may be a moment ahead of what was announced. Who has
/// none is what was announced: within the grace still online.
public final class PresenceQuery {

    private final Routes routes;
    private final ShownPresence shown;
    private final LastSeenStore lastSeen;
    private final Visibility visibility;
    private final Clock clock;

    public PresenceQuery(
            Routes routes, ShownPresence shown, LastSeenStore lastSeen, Visibility visibility, Clock clock) {
        this.routes = routes;
        this.shown = shown;
        this.lastSeen = lastSeen;
        this.visibility = visibility;
        this.clock = clock;
    }

    /// One item per user, in the order asked. Fails with `busy` where it cannot be found out.
    public Mono<List<PresenceItem>> answer(UserId asking, List<UserId> users) {
        List<UserId> asked = users.stream().distinct().toList();
        return visibility
                .visibleTo(asking, asked)
                .flatMap(visible -> find(asked, visible))
                .onErrorMap(
                        error -> !(error instanceof DewberryException),
                        error -> DewberryException.busy("presence cannot be found out now", error));
    }

    private Mono<List<PresenceItem>> find(List<UserId> asked, Set<UserId> visible) {
        List<UserId> users = asked.stream().filter(visible::contains).toList();
        Mono<Map<UserId, Status>> connected =
                routes.liveGateways().flatMap(gateways -> routes.statusOf(users, gateways));
        return Mono.zip(connected, shown.of(users))
                .flatMap(both -> withLastSeen(asked, users, both.getT1(), both.getT2()));
    }

    private Mono<List<PresenceItem>> withLastSeen(
            List<UserId> asked, List<UserId> users, Map<UserId, Status> connected, Map<UserId, Shown> announced) {
        List<UserId> offline = users.stream()
                .filter(user -> !connected.containsKey(user) && !announced.containsKey(user))
                .toList();
        return lastSeen.find(offline)
                .map(moments -> asked.stream()
                        .map(user -> item(user, connected.get(user), announced.get(user), moments.get(user)))
                        .toList());
    }

    private PresenceItem item(
            UserId user, @Nullable Status connected, @Nullable Shown announced, @Nullable Long seenAt) {
        if (connected == null && announced == null) {
            return new PresenceItem(user, Status.OFFLINE.wire(), seenAt, null);
        }
        Shown last = announced == null ? Shown.OFFLINE : announced;
        Status status = connected == null ? last.status() : connected;
        return new PresenceItem(user, status.wire(), clock.millis(), last.text());
    }
}
