package dev.dewberry.storage.commit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/// What the commit loop does.
public final class CommitMetrics {

    private final DistributionSummary batchSize;
    private final Timer time;
    private final Counter events;
    private final Counter duplicates;

    public CommitMetrics(MeterRegistry meters) {
        batchSize = DistributionSummary.builder("dewberry.storage.batch.size")
                .description("Appends in one transaction")
                .publishPercentileHistogram(false)
                .register(meters);
        time = Timer.builder("dewberry.storage.commit")
                .description("Time of a batch from its reading to its commit")
                .publishPercentileHistogram()
                .register(meters);
        events = Counter.builder("dewberry.storage.events")
                .description("Committed events")
                .register(meters);
        duplicates = Counter.builder("dewberry.storage.duplicates")
                .description("Commands that had been committed before")
                .register(meters);
    }

    void committed(int tasks, Commit commit, long nanos) {
        batchSize.record(tasks);
        time.record(nanos, TimeUnit.NANOSECONDS);
        events.increment(commit.plan().events().size());
        duplicates.increment(commit.plan().duplicates());
    }
}
