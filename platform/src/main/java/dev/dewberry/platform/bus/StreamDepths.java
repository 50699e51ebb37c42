package dev.dewberry.platform.bus;

import dev.dewberry.platform.time.Recurring;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Tells how much lies in the streams that this instance reads: what is in a stream is not yet done. Looks every few
/// seconds; each stream has one reader, so that the sum over all instances counts each once. Thread-safe.
public final class StreamDepths implements SmartLifecycle {

    private static final Duration TICK = Duration.ofSeconds(5);
    private static final int IN_FLIGHT = 16;
    private static final Depth EMPTY = new Depth("", 0, 0, 0);

    private final RedisBus bus;
    private final Supplier<? extends Collection<String>> streams;
    private final Map<String, Depth> depths = new ConcurrentHashMap<>();
    private volatile @Nullable Disposable running;

    /// @param fullest bytes of the largest stream of its kind: each has a cap of its own
    private record Depth(String kind, long entries, long bytes, long fullest) {

        Depth and(Depth other) {
            return new Depth(kind, entries + other.entries, bytes + other.bytes, Math.max(fullest, other.fullest));
        }
    }

    /// @param kinds of streams, the last part of their names
    /// @param streams that are read now
    public StreamDepths(
            RedisBus bus, List<String> kinds, Supplier<? extends Collection<String>> streams, MeterRegistry meters) {
        this.bus = bus;
        this.streams = streams;
        for (String kind : kinds) {
            gauge(meters, "entries", null, kind, "Entries that are not yet done", Depth::entries);
            gauge(meters, "memory", "bytes", kind, "Redis' memory for these streams", Depth::bytes);
            gauge(meters, "largest", "bytes", kind, "Redis' memory for the largest of these streams", Depth::fullest);
        }
    }

    private void gauge(
            MeterRegistry meters,
            String name,
            @Nullable String unit,
            String kind,
            String description,
            ToDoubleFunction<Depth> value) {
        Gauge.builder("dewberry.bus.stream." + name, depths, now -> value.applyAsDouble(now.getOrDefault(kind, EMPTY)))
                .description(description)
                .baseUnit(unit)
                .tag("stream", kind)
                .register(meters);
    }

    @Override
    public void start() {
        running =
                Recurring.every(TICK, TICK, "counting the streams", _ -> look()).subscribe();
    }

    private Mono<Void> look() {
        return Flux.fromIterable(List.copyOf(streams.get()))
                .flatMap(this::depth, IN_FLIGHT)
                .collectMultimap(Depth::kind)
                .doOnNext(found -> {
                    depths.keySet().retainAll(found.keySet());
                    found.forEach((kind, all) ->
                            depths.put(kind, all.stream().reduce(Depth::and).orElse(EMPTY)));
                })
                .onErrorComplete()
                .then();
    }

    private Mono<Depth> depth(String stream) {
        return Mono.zip(
                bus.<Long>call(redis -> redis.xlen(stream)),
                bus.<Long>call(redis -> StreamMemory.of(redis, stream)).defaultIfEmpty(0L),
                (entries, bytes) -> new Depth(BusKeys.kind(stream), entries, bytes, bytes));
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
