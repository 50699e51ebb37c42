package dev.dewberry.storage.replica;

import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import dev.dewberry.storage.replica.ReplicaMetrics.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Reads that the replica answers where there is one and it is far enough, and the primary otherwise.
/// Thread-safe.
public final class Reads {

    private final Database primary;
    private final @Nullable Replica replica;
    private final @Nullable ReplicaMetrics metrics;

    private Reads(Database primary, @Nullable Replica replica, @Nullable ReplicaMetrics metrics) {
        this.primary = primary;
        this.replica = replica;
        this.metrics = metrics;
    }

    public static Reads of(Database primary) {
        return new Reads(primary, null, null);
    }

    public static Reads of(Database primary, Replica replica, MeterRegistry meters) {
        ReplicaMetrics.watch(replica, meters);
        return new Reads(primary, replica, new ReplicaMetrics(meters));
    }

    /// @param work gives one value. It may be run again, on the primary, when it was half done
    public <T> Mono<T> with(Needed needed, Function<Session, Mono<T>> work) {
        if (replica == null || metrics == null) {
            return primary.with(work);
        }
        return with(replica, metrics, needed, work);
    }

    private <T> Mono<T> with(Replica asked, ReplicaMetrics counted, Needed needed, Function<Session, Mono<T>> work) {
        return Mono.defer(() -> {
            if (!asked.isUsable()) {
                counted.count(Answer.OUT);
                return primary.with(work);
            }
            return asked.read(needed, work)
                    .doOnNext(_ -> counted.count(Answer.REPLICA))
                    .onErrorResume(error -> {
                        counted.count(error instanceof Replica.BehindException ? Answer.BEHIND : Answer.FAILED);
                        return primary.with(work);
                    });
        });
    }
}
