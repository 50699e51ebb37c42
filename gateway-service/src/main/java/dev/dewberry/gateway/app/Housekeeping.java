package dev.dewberry.gateway.app;

import dev.dewberry.gateway.command.Marks;
import dev.dewberry.gateway.delivery.DeliveryReader;
import dev.dewberry.gateway.delivery.Dispatcher;
import dev.dewberry.gateway.delivery.PresenceUpdates;
import dev.dewberry.gateway.session.Epoch;
import dev.dewberry.gateway.session.GatewayLease;
import dev.dewberry.gateway.session.Revocations;
import dev.dewberry.gateway.session.SigningKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamReader;
import dev.dewberry.platform.time.Recurring;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/// Everything that goes on by itself: the delivery reader, the lease, the keys, the revoked sessions, the
/// epoch, the marks, what waits of presence, memory. It runs before the server takes its first connection, and after it
/// has closed its last.
final class Housekeeping implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MARKS = Duration.ofMillis(200);
    private static final Duration PRESENCE = Duration.ofMillis(500);
    private static final int KEYS_SECONDS = 30;
    /// While a restored store is not noticed, its events are taken for ones that were passed on before.
    private static final int EPOCH_SECONDS = 3;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Dispatcher dispatcher;
    private final GatewayLease lease;
    private final SigningKeys keys;
    private final Revocations revocations;
    private final Epoch epoch;
    private final Marks marks;
    private final PresenceUpdates presence;
    private final Shedding shedding;
    private final StreamReader reader;
    private final Disposable.Composite running = Disposables.composite();
    private volatile boolean started;

    Housekeeping(
            String gateway,
            RedisBus bus,
            Dispatcher dispatcher,
            GatewayLease lease,
            SigningKeys keys,
            Revocations revocations,
            Epoch epoch,
            Marks marks,
            PresenceUpdates presence,
            Shedding shedding) {
        this.dispatcher = dispatcher;
        this.lease = lease;
        this.keys = keys;
        this.revocations = revocations;
        this.epoch = epoch;
        this.marks = marks;
        this.presence = presence;
        this.shedding = shedding;
        this.reader = DeliveryReader.of(bus, gateway, this.dispatcher, lease);
    }

    @Override
    public void start() {
        started = true;
        running.add(reader.start());
        every(SECOND, "lease", tick -> lease.renew());
        every(SECOND, "revoked sessions", tick -> revocations.refresh());
        every(
                SECOND,
                "keys",
                tick -> tick % KEYS_SECONDS == 0 || !keys.areKnown()
                        ? keys.refresh().then()
                        : Mono.empty());
        every(
                SECOND,
                "epoch",
                tick -> tick % EPOCH_SECONDS == 0 || epoch.current() == null ? epoch.refresh() : Mono.empty());
        every(SECOND, "memory", tick -> Mono.fromRunnable(shedding::check));
        every(MARKS, "marks", tick -> Mono.fromRunnable(() -> marks.flush(System.nanoTime())));
        every(PRESENCE, "presence", tick -> presence.release());
    }

    private void every(Duration period, String what, java.util.function.LongFunction<Mono<Void>> task) {
        running.add(Recurring.every(Duration.ZERO, period, what, tick -> quietly(what, () -> task.apply(tick)))
                .subscribe());
    }

    /// What failed is tried again with the next tick.
    private static Mono<Void> quietly(String what, Supplier<Mono<Void>> task) {
        return Mono.defer(task).onErrorResume(error -> {
            log.debug("{} could not be kept fresh", what, error);
            return Mono.empty();
        });
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        started = false;
        marks.flushAll();
        reader.stop();
        Disposable unused = lease.release()
                .timeout(LAST_WORDS)
                .onErrorResume(error -> Mono.empty())
                .doFinally(signal -> {
                    running.dispose();
                    callback.run();
                })
                .subscribe();
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
