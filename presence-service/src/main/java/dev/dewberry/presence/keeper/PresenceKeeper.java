package dev.dewberry.presence.keeper;

import dev.dewberry.platform.bus.PartitionReader;
import dev.dewberry.platform.bus.StreamBatch;
import dev.dewberry.presence.announce.Announcements;
import dev.dewberry.presence.announce.Announcer;
import dev.dewberry.presence.route.Routes;
import dev.dewberry.presence.seen.LastSeenQueue;
import dev.dewberry.presence.shown.ShownPresence;
import dev.dewberry.protocol.bus.PresenceReport;
import dev.dewberry.protocol.bus.PresenceReportCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Keeps the board while this instance holds the lease. Of several instances one does; all answer
/// queries.
///
/// Its thread is the scheduler's one thread; the reader's calls come from another one and are handed
/// over.
public final class PresenceKeeper implements PartitionReader.Handler {

    private static final Logger log = LoggerFactory.getLogger(PresenceKeeper.class);

    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(15);

    private final Routes routes;
    private final ShownPresence shown;
    private final Announcements announcements;
    private final LastSeenQueue lastSeen;
    private final KeeperProperties properties;
    private final Clock clock;
    private final Scheduler scheduler;
    private final MeterRegistry meters;
    private final Counter reports;

    // Written on the keeper's thread only, read by gauges.
    private volatile @Nullable Watch watch;

    public PresenceKeeper(
            Routes routes,
            ShownPresence shown,
            Announcements announcements,
            LastSeenQueue lastSeen,
            KeeperProperties properties,
            Clock clock,
            Scheduler scheduler,
            MeterRegistry meters) {
        this.routes = routes;
        this.shown = shown;
        this.announcements = announcements;
        this.lastSeen = lastSeen;
        this.properties = properties;
        this.clock = clock;
        this.scheduler = scheduler;
        this.meters = meters;
        reports = Counter.builder("dewberry.presence.reports")
                .description("Reports of gateways")
                .register(meters);
        gauge("dewberry.presence.keeper", "1 where this instance keeps the board", w -> 1);
        gauge("dewberry.presence.gateways", "Live gateways on the board", Watch::gateways);
        gauge("dewberry.presence.users", "Users who are shown as online or away", Watch::visible);
    }

    private void gauge(String name, String description, ToIntFunction<Watch> value) {
        Gauge.builder(name, this, keeper -> keeper.read(value))
                .description(description)
                .register(meters);
    }

    private int read(ToIntFunction<Watch> value) {
        Watch now = watch;
        return now == null ? 0 : value.applyAsInt(now);
    }

    /// Starts a watch, or tells the one that goes on that Redis is another one.
    @Override
    public Mono<Void> prepare(int partition) {
        return Mono.defer(() -> {
                    Watch going = watch;
                    if (going != null) {
                        going.redisChanged();
                        return Mono.empty();
                    }
                    Announcer announcer = new Announcer(announcements, scheduler, properties.maxOwed(), meters);
                    Watch next = new Watch(routes, shown, announcer, lastSeen, properties, clock, scheduler);
                    return next.begin().publishOn(scheduler).doOnSuccess(done -> watch = next);
                })
                .subscribeOn(scheduler);
    }

    @Override
    public void released(int partition) {
        var _ = scheduler.schedule(() -> watch = null);
    }

    @Override
    public Mono<Void> handle(List<StreamBatch> batches) {
        return Mono.<Void>fromRunnable(
                        // What cannot be read, reconciliation finds out.
                        () -> batches.forEach(batch ->
                                batch.decode(PresenceReportCodec::decode).forEach(this::report)))
                .subscribeOn(scheduler);
    }

    private void report(PresenceReport report) {
        Watch now = watch;
        reports.increment();
        if (now != null) {
            now.report(report);
        }
    }

    /// One turn, where there is a watch. Never fails.
    Mono<Void> turn() {
        return Mono.defer(() -> {
                    Watch now = watch;
                    return now == null ? Mono.<Void>empty() : now.turn();
                })
                .subscribeOn(scheduler)
                // Every command has its own, shorter one; this is for what nobody thought of.
                .timeout(TURN_TIMEOUT)
                .onErrorResume(error -> {
                    log.warn("Presence waits: {}", error.toString());
                    return Mono.empty();
                });
    }
}
