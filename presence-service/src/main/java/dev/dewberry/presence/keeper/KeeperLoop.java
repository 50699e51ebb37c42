package dev.dewberry.presence.keeper;

import dev.dewberry.platform.bus.PartitionLeases;
import dev.dewberry.platform.bus.PartitionReader;
import dev.dewberry.platform.time.Recurring;
import dev.dewberry.presence.seen.LastSeenQueue;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/// Starts and stops all that runs by itself: the lease, the reader, the turns, the writing of last-seen
/// moments. At a stop, what is in hand is finished, what changed is told, moments are written, and the
/// lease is given back, so that another instance takes over at once. Queries are answered until the web
/// server stops, which is after this.
public final class KeeperLoop implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(KeeperLoop.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(6);
    /// Turns, writes and the reader.
    private static final int LOOPS = 3;

    private final PartitionLeases leases;
    private final PartitionReader reader;
    private final PresenceKeeper keeper;
    private final LastSeenQueue lastSeen;
    private final KeeperProperties properties;
    private final Scheduler scheduler;

    private final Sinks.Empty<Void> stopping = Sinks.empty();
    private final CountDownLatch ended = new CountDownLatch(LOOPS);
    private final Disposable.Composite running = Disposables.composite();
    private volatile boolean started;

    public KeeperLoop(
            PartitionLeases leases,
            PartitionReader reader,
            PresenceKeeper keeper,
            LastSeenQueue lastSeen,
            KeeperProperties properties,
            Scheduler scheduler) {
        this.leases = leases;
        this.reader = reader;
        this.keeper = keeper;
        this.lastSeen = lastSeen;
        this.properties = properties;
        this.scheduler = scheduler;
    }

    @Override
    public void start() {
        started = true;
        running.add(leases.start());
        running.add(run(reader.run()));
        running.add(run(every(properties.announceEvery(), "telling presence", keeper.turn())));
        running.add(run(every(properties.writeSeenEvery(), "writing last-seen moments", lastSeen.flush())));
    }

    private Flux<Void> every(Duration period, String what, Mono<Void> work) {
        return Flux.interval(period, scheduler)
                .onBackpressureDrop()
                // A turn that has begun is finished.
                .takeUntilOther(stopping.asMono())
                .concatMap(tick -> Recurring.turn(scheduler, what, () -> work), 1);
    }

    private Disposable run(Flux<Void> loop) {
        return loop.doFinally(signal -> ended.countDown())
                .subscribe(nothing -> {}, error -> log.error("Presence is no longer kept", error));
    }

    /// Blocks for some seconds at most.
    @Override
    public void stop() {
        reader.stop();
        var _ = stopping.tryEmitEmpty();
        await(ended);
        running.dispose();
        CountDownLatch released = new CountDownLatch(1);
        var _ = keeper.turn()
                .then(lastSeen.flush())
                .then(leases.release())
                .timeout(STOP_TIMEOUT)
                .doFinally(signal -> released.countDown())
                .subscribe(nothing -> {}, error -> log.warn("The end was not clean: {}", error.toString()));
        await(released);
        started = false;
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Not everything ended in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return started;
    }
}
