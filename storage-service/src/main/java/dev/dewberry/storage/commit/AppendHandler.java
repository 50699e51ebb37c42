package dev.dewberry.storage.commit;

import dev.dewberry.database.SqlError;
import dev.dewberry.platform.bus.PartitionReader;
import dev.dewberry.platform.bus.StreamBatch;
import dev.dewberry.protocol.ProtocolException;
import dev.dewberry.protocol.bus.AppendCodec;
import dev.dewberry.storage.database.Sql;
import dev.dewberry.storage.identity.Epoch;
import dev.dewberry.storage.identity.IdBlocks;
import dev.dewberry.storage.plan.Fingerprints;
import dev.dewberry.storage.plan.Planner;
import dev.dewberry.storage.plan.Task;
import dev.dewberry.storage.publish.CommittedFill;
import dev.dewberry.storage.publish.Publisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// The commit loop's work: appends in, one transaction, committed entries out. What fails is not
/// trimmed and comes again; what of it was committed all the same is then found to be a duplicate.
public final class AppendHandler implements PartitionReader.Handler {

    private static final Logger log = LoggerFactory.getLogger(AppendHandler.class);
    /// Bounds a transaction's size and how long it holds its locks.
    private static final int TASKS = 1000;
    private static final int PUBLISH_RETRIES = 4;

    private final Ownership ownership;
    private final CommitTransaction transaction;
    private final Publisher publisher;
    private final CommittedFill fill;
    private final Epoch epoch;
    private final IdBlocks eventIds;
    private final Mono<Fingerprints> fingerprints;
    private final CommitMetrics metrics;
    private volatile IntConsumer forget = _ -> {};

    public AppendHandler(
            Ownership ownership,
            CommitTransaction transaction,
            Publisher publisher,
            CommittedFill fill,
            Epoch epoch,
            IdBlocks eventIds,
            Mono<Fingerprints> fingerprints,
            CommitMetrics metrics) {
        this.ownership = ownership;
        this.transaction = transaction;
        this.publisher = publisher;
        this.fill = fill;
        this.epoch = epoch;
        this.eventIds = eventIds;
        this.fingerprints = fingerprints;
        this.metrics = metrics;
    }

    /// @param reader's way to have a partition prepared again
    public void onFenced(IntConsumer reader) {
        this.forget = reader;
    }

    @Override
    public Mono<Void> prepare(int partition) {
        return publisher
                .lastPublished(partition)
                .flatMap(published -> ownership.take(partition, published))
                // The predecessor's ids are lower than those of any block taken from now on.
                .then(Mono.fromRunnable(eventIds::dropRest))
                .then(Mono.defer(() -> publisher.catchUp(partition)))
                // A new Redis does not know it.
                .then(epoch.publish());
    }

    @Override
    public Mono<Void> handle(List<StreamBatch> batches) {
        return fingerprints
                .flatMapMany(prints -> Flux.fromIterable(Sql.chunks(tasks(batches, prints), TASKS)))
                .concatMap(this::commit)
                .then();
    }

    private static List<Task> tasks(List<StreamBatch> batches, Fingerprints prints) {
        List<Task> tasks = new ArrayList<>();
        for (StreamBatch batch : batches) {
            tasks.addAll(batch.decode(record -> Task.of(batch.partition(), AppendCodec.decode(record), prints)));
        }
        return tasks;
    }

    private Mono<Void> commit(List<Task> tasks) {
        long started = System.nanoTime();
        return eventIds.take(Planner.idsNeeded(tasks))
                .flatMap(firstId -> transaction.commit(tasks, firstId))
                .doOnError(FencedException.class, this::giveUp)
                .doOnNext(commit -> metrics.committed(tasks.size(), commit, System.nanoTime() - started))
                .map(Optional::of)
                .onErrorResume(AppendHandler::isHopeless, error -> isolate(tasks, error))
                .flatMap(commit -> commit.map(this::publish).orElseGet(Mono::empty));
    }

    /// Something in the batch can never be committed. The others must not wait behind it for ever.
    private Mono<Optional<Commit>> isolate(List<Task> tasks, Throwable error) {
        if (tasks.size() == 1) {
            Task task = tasks.getFirst();
            // Not the error itself: MariaDB's messages quote values.
            log.error(
                    "An append to {} can never be committed and is left out: {}",
                    task.conversation(),
                    SqlError.nameOf(error));
            return Mono.just(Optional.empty());
        }
        int middle = tasks.size() / 2;
        return commit(tasks.subList(0, middle))
                .then(Mono.defer(() -> commit(tasks.subList(middle, tasks.size()))))
                .thenReturn(Optional.empty());
    }

    private static boolean isHopeless(Throwable error) {
        return SqlError.isUnfitValue(error)
                || error instanceof IllegalArgumentException
                || error instanceof ProtocolException
                || error instanceof NullPointerException;
    }

    private Mono<Void> publish(Commit commit) {
        return publisher
                .publish(commit)
                .retryWhen(Retry.backoff(PUBLISH_RETRIES, Duration.ofMillis(20)).jitter(0.5))
                .doOnSuccess(_ -> fill.added(commit.numbers().keySet()));
    }

    private void giveUp(FencedException fenced) {
        log.warn("{}", fenced.getMessage());
        fenced.partitions().forEach(forget::accept);
    }
}
