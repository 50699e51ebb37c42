package dev.dewberry.storage.commit;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Tells how much lies in the appends streams: what is in them is not yet done.
public final class Backlog implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Backlog.class);
    private static final Duration TICK = Duration.ofSeconds(5);
    private static final int IN_FLIGHT = 16;

    private final RedisBus bus;
    private final Supplier<Set<Integer>> partitions;
    private volatile long entries;
    private volatile @Nullable Disposable running;

    public Backlog(RedisBus bus, Supplier<Set<Integer>> partitions, MeterRegistry meters) {
        this.bus = bus;
        this.partitions = partitions;
        Gauge.builder("dewberry.storage.backlog", this, backlog -> backlog.entries)
                .description("Entries in the appends streams of this instance's partitions")
                .register(meters);
    }

    @Override
    public void start() {
        running = Flux.interval(TICK)
                .onBackpressureDrop()
                .concatMap(_ -> count(), 1)
                .subscribe(_ -> {}, error -> log.error("The backlog is no longer counted", error));
    }

    private Mono<Void> count() {
        return Flux.fromIterable(partitions.get())
                .flatMap(partition -> bus.<Long>call(redis -> redis.xlen(BusKeys.appends(partition))), IN_FLIGHT)
                .reduce(0L, Long::sum)
                .doOnNext(sum -> entries = sum)
                .onErrorComplete()
                .then();
    }

    @Override
    public void stop() {
        Disposable now = running;
        running = null;
        if (now != null) {
            now.dispose();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
