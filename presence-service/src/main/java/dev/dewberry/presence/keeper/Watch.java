package dev.dewberry.presence.keeper;

import dev.dewberry.presence.announce.Announcer;
import dev.dewberry.presence.board.Changes;
import dev.dewberry.presence.board.PresenceBoard;
import dev.dewberry.presence.board.Shown;
import dev.dewberry.presence.route.Routes;
import dev.dewberry.presence.seen.LastSeenQueue;
import dev.dewberry.presence.shown.ShownPresence;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.PresenceReport;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// One spell of keeping the board, from taking the lease to losing it. It makes the board from what
/// gateways wrote and what was announced, and then, turn by turn, keeps it right and tells what
/// changed.
///
/// Not thread-safe: everything happens on the keeper's thread, to which the answers of Redis come back.
final class Watch {

    private static final Logger log = LoggerFactory.getLogger(Watch.class);
    /// Past that a report loses at most its text; the state comes with the gateway's snapshot.
    private static final int MAX_EARLY = 10_000;

    private final Routes routes;
    private final ShownPresence shownPresence;
    private final Announcer announcer;
    private final LastSeenQueue lastSeen;
    private final KeeperProperties properties;
    private final Clock clock;
    private final Scheduler scheduler;

    private final String mark = UUID.randomUUID().toString();
    private final PresenceBoard board;
    private final Set<String> loaded = new HashSet<>();
    private final List<PresenceReport> early = new ArrayList<>();
    private final Due gatewayCheck;
    private final Due reconciliation;
    private final Due refresh;
    private Map<UserId, Shown> unwritten = new HashMap<>();
    private volatile int gateways;

    Watch(
            Routes routes,
            ShownPresence shownPresence,
            Announcer announcer,
            LastSeenQueue lastSeen,
            KeeperProperties properties,
            Clock clock,
            Scheduler scheduler) {
        this.routes = routes;
        this.shownPresence = shownPresence;
        this.announcer = announcer;
        this.lastSeen = lastSeen;
        this.properties = properties;
        this.clock = clock;
        this.scheduler = scheduler;
        Instant now = clock.instant();
        board = new PresenceBoard(properties.grace());
        gatewayCheck = new Due(properties.checkGatewaysEvery(), now);
        reconciliation = new Due(properties.reconcileEvery(), now);
        refresh = new Due(properties.refreshSeenEvery(), now);
    }

    /// Makes the board. Until it completes, no report may be handed in.
    Mono<Void> begin() {
        return shownPresence
                .all()
                .publishOn(scheduler)
                .doOnNext(announced -> board.restore(announced, clock.instant()))
                .then(shownPresence.mark(mark))
                .then(checkGateways());
    }

    /// A report may come before its gateway was noticed. It waits for that, and the gateways are looked
    /// at in the next turn.
    void report(PresenceReport report) {
        if (board.knows(report.gateway()) || early.size() >= MAX_EARLY) {
            board.report(report, clock.instant());
        } else {
            early.add(report);
        }
    }

    /// Redis is another one, or was away.
    void redisChanged() {
        board.holdUntil(clock.instant().plus(properties.settle()));
    }

    /// From any thread.
    int gateways() {
        return gateways;
    }

    /// From any thread.
    int visible() {
        return board.visible();
    }

    /// One turn. Where it fails, what was not told is told in the next one.
    Mono<Void> turn() {
        Instant now = clock.instant();
        boolean due = gatewayCheck.at(now);
        Mono<Void> check = due || !early.isEmpty() ? checkRedis().then(checkGateways()) : Mono.empty();
        Mono<Void> reconcile = reconciliation.at(now) ? reconcile() : Mono.empty();
        if (refresh.at(now)) {
            board.seeEverybody(now);
        }
        return check.then(reconcile).doOnError(error -> redisChanged()).then(Mono.defer(this::tell));
    }

    private Mono<Void> tell() {
        Changes changes = board.drain(clock.instant());
        lastSeen.add(changes.seen());
        announcer.add(changes.items(), board.gateways());
        unwritten.putAll(changes.shown());
        Mono<Void> write = unwritten.isEmpty() ? Mono.empty() : writeShown();
        // Written first: who asks after having been told must not get an older answer.
        return write.then(announcer.flush()).publishOn(scheduler);
    }

    private Mono<Void> writeShown() {
        Map<UserId, Shown> batch = unwritten;
        unwritten = new HashMap<>();
        return shownPresence.write(batch).publishOn(scheduler).doOnError(error -> {
            batch.putAll(unwritten);
            unwritten = batch;
        });
    }

    /// A missing mark means that Redis lost what it had.
    private Mono<Void> checkRedis() {
        return shownPresence.isMarked(mark).publishOn(scheduler).flatMap(marked -> {
            if (marked) {
                return Mono.empty();
            }
            log.warn("Redis lost what was announced; writing it again");
            redisChanged();
            return rewriteShown().then(shownPresence.mark(mark));
        });
    }

    private Mono<Void> checkGateways() {
        return routes.liveGateways().publishOn(scheduler).flatMap(living -> {
            board.retainGateways(living, clock.instant());
            loaded.retainAll(living);
            gateways = living.size();
            Set<String> fresh = new HashSet<>(living);
            fresh.removeAll(loaded);
            return load(fresh).then(Mono.fromRunnable(this::takeEarlyReports));
        });
    }

    /// Those of gateways that are still not there are of dead ones; the board knows what to do with
    /// them.
    private void takeEarlyReports() {
        early.forEach(report -> board.report(report, clock.instant()));
        early.clear();
    }

    /// Each gateway's users as it wrote them. One at a time: a snapshot of some thousand users is the
    /// largest thing here.
    private Mono<Void> load(Set<String> gateways) {
        return Flux.fromIterable(gateways)
                .concatMap(gateway -> {
                    board.awaitSnapshot(gateway);
                    return routes.usersOf(gateway).publishOn(scheduler).doOnNext(users -> {
                        board.snapshot(gateway, users, clock.instant());
                        loaded.add(gateway);
                    });
                })
                .then();
    }

    private Mono<Void> reconcile() {
        return load(Set.copyOf(loaded)).then(Mono.defer(this::rewriteShown));
    }

    /// Writes where Redis and the board differ.
    private Mono<Void> rewriteShown() {
        return shownPresence.all().publishOn(scheduler).flatMap(written -> {
            Map<UserId, Shown> differences = new HashMap<>(board.shown());
            written.keySet().forEach(user -> differences.putIfAbsent(user, Shown.OFFLINE));
            differences.entrySet().removeIf(one -> one.getValue().equals(written.get(one.getKey())));
            return differences.isEmpty() ? Mono.empty() : shownPresence.write(differences);
        });
    }
}
