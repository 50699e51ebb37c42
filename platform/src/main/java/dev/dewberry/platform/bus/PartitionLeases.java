package dev.dewberry.platform.bus;

import dev.dewberry.platform.time.Recurring;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/// Which partitions this instance works on. Leases are short entries in Redis, renewed twice a second and
/// shared out evenly among the live instances of a service. **Nothing rests on them but efficiency:**
/// whoever is late to notice that it lost one does work twice, never wrong. Thread-safe.
public final class PartitionLeases {

    private static final Logger log = LoggerFactory.getLogger(PartitionLeases.class);
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(3);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final RedisScript LEASE =
            RedisScript.load(PartitionLeases.class, "lease.lua", ScriptOutputType.MULTI);
    private static final RedisScript RELEASE =
            RedisScript.load(PartitionLeases.class, "release.lua", ScriptOutputType.INTEGER);

    private final RedisBus bus;
    private final String service;
    private final String instance;
    private final List<String> keys;
    private final int firstPartition;
    private volatile Held held = new Held(Set.of(), System.nanoTime());

    /// @param service whose partitions these are
    /// @param instance unique in the system, new at each start
    public PartitionLeases(RedisBus bus, String service, String instance, int partitions) {
        this.bus = bus;
        this.service = service;
        this.instance = instance;
        this.keys = new ArrayList<>(partitions + 1);
        keys.add(BusKeys.members(service));
        for (int p = 0; p < partitions; p++) {
            keys.add(BusKeys.lease(service, p));
        }
        this.firstPartition = ThreadLocalRandom.current().nextInt(partitions);
    }

    /// Takes and renews leases until disposed of; then call [#release].
    public Disposable start() {
        return Recurring.every(Duration.ZERO, TICK, "renewing leases of " + service, tick -> tick())
                .subscribe();
    }

    private Mono<Void> tick() {
        long asked = System.nanoTime();
        return LEASE.<List<Long>>run(
                        bus,
                        keys,
                        List.of(instance, Long.toString(TIME_TO_LIVE.toMillis()), Integer.toString(firstPartition)))
                .doOnNext(numbers -> hold(numbers, asked))
                .onErrorResume(error -> {
                    log.warn("Leases of {} could not be renewed: {}", service, error.toString());
                    return Mono.empty();
                })
                .then();
    }

    private void hold(List<Long> numbers, long asked) {
        Set<Integer> now = new TreeSet<>(Comparator.naturalOrder());
        numbers.forEach(number -> now.add(number.intValue()));
        if (!now.equals(held.partitions())) {
            log.info("{} {} now works on partitions {}", service, instance, now);
        }
        held = new Held(Set.copyOf(now), asked);
    }

    /// The partitions held now; none once the leases have run out unrenewed.
    public Set<Integer> held() {
        Held now = held;
        return System.nanoTime() - now.since() < TIME_TO_LIVE.toNanos() ? now.partitions() : Set.of();
    }

    /// Gives everything back.
    public Mono<Void> release() {
        held = new Held(Set.of(), System.nanoTime());
        return RELEASE.<Long>run(bus, keys, List.of(instance)).then();
    }

    private record Held(Set<Integer> partitions, long since) {}
}
