package dev.dewberry.storage.replica;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/// Counts who answered, and shows how far the replica is behind.
final class ReplicaMetrics {

    /// Who answered a read that the replica might have answered, and why.
    enum Answer {
        REPLICA("replica", "enough"),
        BEHIND("primary", "behind"),
        FAILED("primary", "failed"),
        OUT("primary", "out");

        private final String target;
        private final String replica;

        Answer(String target, String replica) {
            this.target = target;
            this.replica = replica;
        }
    }

    private final Map<Answer, Counter> reads = new EnumMap<>(Answer.class);

    ReplicaMetrics(MeterRegistry meters) {
        for (Answer answer : Answer.values()) {
            reads.put(
                    answer,
                    Counter.builder("dewberry.storage.reads")
                            .description("Reads that a replica may answer, by who answered")
                            .tag("target", answer.target)
                            .tag("replica", answer.replica)
                            .register(meters));
        }
    }

    void count(Answer answer) {
        Counter counter = reads.get(answer);
        if (counter != null) {
            counter.increment();
        }
    }

    static void watch(Replica replica, MeterRegistry meters) {
        Gauge.builder("dewberry.storage.replica.lag", replica, it -> it.lag().toNanos() / 1e9)
                .description("How long ago the primary was where the replica is now")
                .baseUnit("seconds")
                .strongReference(true)
                .register(meters);
        Gauge.builder("dewberry.storage.replica.usable", replica, it -> it.isUsable() ? 1 : 0)
                .description("Whether the replica is asked")
                .strongReference(true)
                .register(meters);
    }
}
