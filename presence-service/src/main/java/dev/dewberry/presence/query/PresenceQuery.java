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
import reactor.core.publisher.Flux;
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

    /// Who asks for whom.
    public record Question(UserId asking, List<UserId> users) {}

    /// For each question one item per user, in the order asked. Many questions at once are not much more work
    /// than one. Fails with `busy` where it cannot be found out.
    public Mono<List<List<PresenceItem>>> answer(List<Question> questions) {
        return Flux.fromIterable(questions)
                .concatMap(question -> visibility
                        .visibleTo(question.asking(), asked(question))
                        .map(visible -> new Seen(asked(question), visible)))
                .collectList()
                .flatMap(this::find)
                .onErrorMap(
                        error -> !(error instanceof DewberryException),
                        error -> DewberryException.busy("presence cannot be found out now", error));
    }

    private static List<UserId> asked(Question question) {
        return question.users().stream().distinct().toList();
    }

    /// @param visible those of them who show themselves to who asks
    private record Seen(List<UserId> asked, Set<UserId> visible) {}

    private Mono<List<List<PresenceItem>>> find(List<Seen> all) {
        List<UserId> users = all.stream()
                .flatMap(seen -> seen.asked().stream().filter(seen.visible()::contains))
                .distinct()
                .toList();
        Mono<Map<UserId, Status>> connected =
                routes.liveGateways().flatMap(gateways -> routes.statusOf(users, gateways));
        return Mono.zip(connected, shown.of(users))
                .flatMap(both -> withLastSeen(all, users, both.getT1(), both.getT2()));
    }

    private Mono<List<List<PresenceItem>>> withLastSeen(
            List<Seen> all, List<UserId> users, Map<UserId, Status> connected, Map<UserId, Shown> announced) {
        List<UserId> offline = users.stream()
                .filter(user -> !connected.containsKey(user) && !announced.containsKey(user))
                .toList();
        return lastSeen.find(offline)
                .map(moments -> all.stream()
                        .map(seen -> seen.asked().stream()
                                .map(user -> seen.visible().contains(user)
                                        ? item(user, connected.get(user), announced.get(user), moments.get(user))
                                        : item(user, null, null, null))
                                .toList())
                        .toList());
    }

    private PresenceItem item(
            UserId user, @Nullable Status connected, @Nullable Shown announced, @Nullable Long seenAt) {
        if (connected == null && announced == null) {
            // Nobody was seen in the future, but by a clock that was ahead.
            Long seen = seenAt == null ? null : Math.min(seenAt, clock.millis());
            return new PresenceItem(user, Status.OFFLINE.wire(), seen, null);
        }
        Shown last = announced == null ? Shown.OFFLINE : announced;
        Status status = connected == null ? last.status() : connected;
        return new PresenceItem(user, status.wire(), clock.millis(), last.text());
    }
}
