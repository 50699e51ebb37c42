package dev.dewberry.storage.publish;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamCaps;
import dev.dewberry.platform.bus.StreamMemory;
import dev.dewberry.platform.time.Recurring;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Watches how much memory the committed streams take: while one is at its cap, no more of its
/// partition's appends are read. Asks for those alone to which something was added since, or which were
/// full. Thread-safe.
public final class CommittedFill {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final int IN_FLIGHT = 16;

    private final RedisBus bus;
    private final Set<Integer> toCheck = ConcurrentHashMap.newKeySet();
    private final Set<Integer> full = ConcurrentHashMap.newKeySet();

    public CommittedFill(RedisBus bus) {
        this.bus = bus;
    }

    public Disposable start() {
        return Recurring.every(TICK, TICK, "watching committed streams", _ -> check())
                .subscribe();
    }

    public void added(Set<Integer> partitions) {
        toCheck.addAll(partitions);
    }

    public boolean isFull(int partition) {
        return full.contains(partition);
    }

    private Mono<Void> check() {
        Set<Integer> now = Set.copyOf(toCheck);
        toCheck.removeAll(now);
        return Flux.fromIterable(now).flatMap(this::check, IN_FLIGHT).then();
    }

    private Mono<Void> check(int partition) {
        return bus.<Long>call(redis -> StreamMemory.of(redis, BusKeys.committed(partition)))
                .defaultIfEmpty(0L)
                .doOnNext(bytes -> {
                    if (bytes > StreamCaps.COMMITTED) {
                        full.add(partition);
                        toCheck.add(partition);
                    } else {
                        full.remove(partition);
                    }
                })
                .onErrorResume(error -> {
                    toCheck.add(partition);
                    return Mono.empty();
                })
                .then();
    }
}
