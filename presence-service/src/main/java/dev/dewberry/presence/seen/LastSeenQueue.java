package dev.dewberry.presence.seen;

import dev.dewberry.protocol.UserId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Moments on their way to the store: of several of one user only the latest is written, and what could
/// not be written waits for the next flush. Grows at most to one entry per user. Thread-safe.
public final class LastSeenQueue {

    private static final Logger log = LoggerFactory.getLogger(LastSeenQueue.class);

    private final LastSeenStore store;
    private final MeterRegistry meters;
    private final Timer writes;
    private final Object lock = new Object();
    // Guarded by lock.
    private Map<UserId, Long> waiting = new HashMap<>();

    public LastSeenQueue(LastSeenStore store, MeterRegistry meters) {
        this.store = store;
        this.meters = meters;
        writes = Timer.builder("dewberry.presence.seen.writes")
                .description("Time to write a batch of last-seen moments")
                .register(meters);
        Gauge.builder("dewberry.presence.seen.waiting", this, LastSeenQueue::size)
                .description("Users whose last-seen moment is not written yet")
                .register(meters);
    }

    public void add(Map<UserId, Long> moments) {
        synchronized (lock) {
            moments.forEach((user, at) -> waiting.merge(user, at, Math::max));
        }
    }

    /// Writes what waits. Never fails: what could not be written waits on.
    public Mono<Void> flush() {
        return Mono.defer(() -> {
            Map<UserId, Long> batch = take();
            if (batch.isEmpty()) {
                return Mono.<Void>empty();
            }
            Timer.Sample sample = Timer.start(meters);
            return store.save(batch).doOnSuccess(done -> sample.stop(writes)).onErrorResume(error -> {
                log.warn("Last-seen moments of {} users wait: {}", batch.size(), error.toString());
                add(batch);
                return Mono.empty();
            });
        });
    }

    private Map<UserId, Long> take() {
        synchronized (lock) {
            Map<UserId, Long> batch = waiting;
            waiting = new HashMap<>();
            return batch;
        }
    }

    private int size() {
        synchronized (lock) {
            return waiting.size();
        }
    }
}
