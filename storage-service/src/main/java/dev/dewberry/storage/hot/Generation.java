package dev.dewberry.storage.hot;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// What is kept hot belongs to a generation, and a new one begins wherever something may have been missed:
/// each storage-service begins one whenever it has (re)connected to Redis, which may have lost its last
/// second, and the publisher does where it closes a gap. Until then this storage-service believes nothing of
/// it. Thread-safe.
public final class Generation {

    /// The key that names it.
    public static final String KEY = BusKeys.cache("storage", "generation");

    private static final Logger log = LoggerFactory.getLogger(Generation.class);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final RedisBus bus;
    private long connections;
    private boolean begun;

    private Generation(RedisBus bus) {
        this.bus = bus;
    }

    public static Generation on(RedisBus bus) {
        Generation generation = new Generation(bus);
        bus.onConnection(generation::connected, generation::lost);
        return generation;
    }

    /// Believes nothing, ever.
    public static Generation untrusted(RedisBus bus) {
        return new Generation(bus);
    }

    /// A name that nobody used before.
    public static String next() {
        return UUID.randomUUID().toString();
    }

    /// Whether what is found may be believed.
    public synchronized boolean isTrusted() {
        return begun;
    }

    private void lost() {
        restart();
    }

    private void connected() {
        long mine = restart();
        Mono.defer(() -> bus.<String>call(redis -> redis.set(KEY, next())))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, PAUSE).filter(_ -> isCurrent(mine)))
                .subscribe(_ -> begin(mine), error -> log.debug("Another connection takes care of it", error));
    }

    private synchronized long restart() {
        begun = false;
        return ++connections;
    }

    private synchronized boolean isCurrent(long connection) {
        return connection == connections;
    }

    private synchronized void begin(long connection) {
        begun |= connection == connections;
    }
}
