package dev.dewberry.storage.commit;

import dev.dewberry.database.Database;
import dev.dewberry.database.SqlError;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.storage.plan.Plan;
import dev.dewberry.storage.plan.Planner;
import dev.dewberry.storage.plan.Task;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.ToIntFunction;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Commits batches, each in one transaction: all of it or nothing. READ COMMITTED; rows are locked in
/// sorted order.
///
/// Fails with [FencedException] where another storage-service owns a partition of the batch.
public final class CommitTransaction {

    private static final int CONTENTION_RETRIES = 8;
    /// A second one only where two partitions meet the same new clientId at once.
    private static final int DUPLICATE_RETRIES = 3;

    private final Database database;
    private final String owner;
    private final ToIntFunction<ConversationId> partitions;
    private final Clock clock;

    /// @param owner this storage-service's id in `partition_head`
    public CommitTransaction(Database database, String owner, ToIntFunction<ConversationId> partitions, Clock clock) {
        this.database = database;
        this.owner = owner;
        this.partitions = partitions;
        this.clock = clock;
    }

    /// @param firstId of as many new event ids as [Planner#idsNeeded] says; an attempt that failed used
    ///     none of them
    public Mono<Commit> commit(List<Task> tasks, long firstId) {
        return attempt(tasks, firstId, false)
                .onErrorResume(
                        SqlError::isDuplicateKey,
                        duplicate -> Mono.defer(() -> attempt(tasks, firstId, true))
                                .retryWhen(Retry.max(DUPLICATE_RETRIES).filter(SqlError::isDuplicateKey)))
                .retryWhen(Retry.backoff(CONTENTION_RETRIES, Duration.ofMillis(5))
                        .maxBackoff(Duration.ofMillis(500))
                        .jitter(0.5)
                        .filter(SqlError::isContention));
    }

    /// Most batches hold nothing that was committed before: the unique key says so without a question.
    /// Where it says otherwise, everything is rolled back and the batch planned again, knowing the
    /// first outcomes.
    private Mono<Commit> attempt(List<Task> tasks, long firstId, boolean lookUpOutcomes) {
        return database.scripted(session -> {
            CommitReads reads = new CommitReads(owner, tasks, lookUpOutcomes);
            return reads.found(session).flatMap(found -> {
                Plan plan = Planner.plan(tasks, found, clock.millis(), firstId);
                return new CommitWrites(reads.numbers(), partitions)
                        .write(session, plan)
                        .thenReturn(new Commit(reads.numbers(), plan));
            });
        });
    }
}
