package dev.dewberry.platform.bus;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Starts the leases and readers of a service with it, and hands over when it stops: the batches in
/// hand are finished, then the leases are given back.
public final class PartitionWorker implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(PartitionWorker.class);
    private static final Duration LAST_BATCH = Duration.ofSeconds(10);

    private final PartitionLeases leases;
    private final List<PartitionReader> readers;
    private volatile @Nullable Disposable renewal;
    private volatile @Nullable Mono<Void> loops;

    public PartitionWorker(PartitionLeases leases, List<PartitionReader> readers) {
        this.leases = leases;
        this.readers = List.copyOf(readers);
    }

    @Override
    public void start() {
        renewal = leases.start();
        Mono<Void> all = Flux.fromIterable(readers)
                .flatMap(PartitionReader::run, readers.size())
                .then()
                .cache();
        loops = all;
        Disposable _ = all.subscribe(nothing -> {}, error -> log.error("A reader ended", error));
    }

    @Override
    public void stop(Runnable callback) {
        readers.forEach(PartitionReader::stop);
        Mono<Void> all = loops;
        Disposable _ = (all == null ? Mono.<Void>empty() : all)
                .timeout(LAST_BATCH)
                .onErrorComplete()
                .then(Mono.defer(this::handOver))
                .doFinally(signal -> callback.run())
                .subscribe(nothing -> {}, error -> log.warn("Leases end by themselves: {}", error.toString()));
    }

    private Mono<Void> handOver() {
        Disposable running = renewal;
        if (running != null) {
            running.dispose();
        }
        renewal = null;
        return leases.release();
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return renewal != null;
    }
}
