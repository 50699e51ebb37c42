package dev.dewberry.storage.publish;

import dev.dewberry.database.Database;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.CommittedCodec;
import dev.dewberry.storage.commit.Commit;
import dev.dewberry.storage.hot.HotChanges;
import dev.dewberry.storage.hot.HotMemory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.ToIntFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Puts what was committed into the committed streams, at least once and in the order of the commit
/// numbers.
///
/// Keeps nothing in memory: commit `n` is published where Redis says that `n − 1` was. Where it says
/// something else, somebody else has published already, or Redis lost something, which is then read
/// from MariaDB and published first.
public final class Publisher {

    /// What may be missing where Redis has lost everything, or is one of long ago: gateways tell their sockets to
    /// resync then anyway.
    private static final Duration LAST = Duration.ofSeconds(60);
    /// Commits that are published again one by one whatever their age: more than somebody can leave who dies between
    /// committing and publishing.
    private static final int UNPUBLISHED = 2_000;

    private static final int ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final int ENTRY_RECORDS = 64;
    private static final int ENTRY_CHARACTERS = 64 * 1024;

    private final RedisBus bus;
    private final PublishScript script;
    private final CommittedEvents committed;
    private final ToIntFunction<ConversationId> partitions;
    private final Clock clock;
    private final Timer time;
    private final Counter republished;

    public Publisher(
            RedisBus bus,
            Database database,
            HotMemory memory,
            ToIntFunction<ConversationId> partitions,
            Clock clock,
            MeterRegistry meters) {
        this.bus = bus;
        this.script = new PublishScript(bus, memory);
        this.committed = new CommittedEvents(database);
        this.partitions = partitions;
        this.clock = clock;
        this.time = Timer.builder("dewberry.storage.publish")
                .description("Time to put a commit into the committed streams")
                .register(meters);
        this.republished = Counter.builder("dewberry.storage.republished")
                .description("Events published again after a fault")
                .register(meters);
    }

    /// Publishes each partition's part of a commit; where it fails, the next commit finds the gap and
    /// closes it.
    public Mono<Void> publish(Commit commit) {
        Timer.Sample sample = Timer.start();
        Map<Integer, List<String>> changes = HotChanges.of(commit.plan(), commit.numbers(), partitions);
        return Flux.fromIterable(commit.numbers().entrySet())
                .flatMap(
                        number -> publish(
                                number.getKey(),
                                number.getValue(),
                                entries(commit.plan().entries().getOrDefault(number.getKey(), List.of())),
                                changes.getOrDefault(number.getKey(), List.of()),
                                ATTEMPTS),
                        commit.numbers().size())
                .then()
                .doOnSuccess(_ -> sample.stop(time));
    }

    /// The last number that Redis says was published; 0 where it says nothing.
    public Mono<Long> lastPublished(int partition) {
        return bus.<String>call(redis -> redis.get(BusKeys.published(partition)))
                .map(Long::parseLong)
                .defaultIfEmpty(0L);
    }

    /// Publishes what MariaDB has and Redis does not have.
    public Mono<Void> catchUp(int partition) {
        return Mono.zip(
                        committed.head(partition),
                        bus.<String>call(redis -> redis.get(BusKeys.published(partition)))
                                .defaultIfEmpty(PublishScript.NONE))
                .flatMap(known -> isAtLeast(known.getT2(), known.getT1())
                        ? Mono.empty()
                        : close(partition, known.getT2(), known.getT1()))
                // A predecessor who still publishes moves the number; he has nothing new to publish, so that ends.
                .retryWhen(Retry.backoff(ATTEMPTS, PAUSE).jitter(0.5).filter(OvertakenException.class::isInstance));
    }

    private Mono<Void> publish(int partition, long number, List<String> entries, List<String> changes, int attempts) {
        return script.run(partition, before(number), number, entries, changes).flatMap(answer -> switch (answer) {
            case PublishScript.Answer.Published _ -> Mono.empty();
            case PublishScript.Answer.Otherwise(String last) -> {
                if (isAtLeast(last, number)) {
                    // A later owner of the partition found this commit and published it.
                    yield Mono.empty();
                }
                if (attempts == 0) {
                    yield Mono.error(new OvertakenException(partition, last));
                }
                yield close(partition, last, number - 1)
                        .then(Mono.defer(() -> publish(partition, number, entries, changes, attempts - 1)));
            }
        });
    }

    private static String before(long number) {
        return number == 1 ? PublishScript.NONE : Long.toString(number - 1);
    }

    private static boolean isAtLeast(String found, long number) {
        return found.isEmpty() ? number == 0 : Long.parseLong(found) >= number;
    }

    /// Publishes the events above what was found, up to the commit `to`.
    private Mono<Void> close(int partition, String found, long to) {
        return start(partition, found, to).flatMap(after -> page(partition, found, Math.min(after, to), to));
    }

    /// The commit number from which on events are published again.
    private Mono<Long> start(int partition, String found, long to) {
        long last = found.isEmpty() ? 0 : Long.parseLong(found);
        if (!found.isEmpty() && to - last <= UNPUBLISHED) {
            return Mono.just(last);
        }
        return committed
                .numberBefore(partition, clock.millis() - LAST.toMillis())
                .defaultIfEmpty(to)
                .map(recent -> Math.max(recent, last));
    }

    private Mono<Void> page(int partition, String last, long after, long to) {
        return committed
                .next(partition, after, to)
                .flatMap(commits -> all(partition, last, commits)
                        .then(Mono.defer(
                                () -> page(partition, Long.toString(commits.lastKey()), commits.lastKey(), to)))
                        .thenReturn(true))
                // Commits without events, marks and refusals, are not said again; but what comes next follows on them.
                .switchIfEmpty(Mono.defer(() -> last.equals(Long.toString(to)) || to == 0
                        ? Mono.just(true)
                        : script.close(partition, last, to, List.of()).thenReturn(true)))
                .then();
    }

    private Mono<Void> all(int partition, String last, SortedMap<Long, List<Committed>> commits) {
        List<Mono<Void>> steps = new ArrayList<>(commits.size());
        String before = last;
        for (Map.Entry<Long, List<Committed>> commit : commits.entrySet()) {
            steps.add(again(partition, before, commit.getKey(), commit.getValue()));
            before = Long.toString(commit.getKey());
        }
        return Flux.concat(steps).then();
    }

    private Mono<Void> again(int partition, String before, long number, List<Committed> events) {
        return Mono.defer(() -> script.close(partition, before, number, entries(events)))
                .flatMap(answer -> switch (answer) {
                    case PublishScript.Answer.Published _ -> {
                        republished.increment(events.size());
                        yield Mono.empty();
                    }
                    case PublishScript.Answer.Otherwise(String other) ->
                        Mono.error(new OvertakenException(partition, other));
                });
    }

    /// Packs records into entries of bounded size.
    static List<String> entries(List<Committed> records) {
        List<String> entries = new ArrayList<>();
        StringBuilder entry = new StringBuilder();
        int count = 0;
        for (Committed committed : records) {
            String record = CommittedCodec.encode(committed);
            if (count == ENTRY_RECORDS || (count > 0 && entry.length() + record.length() > ENTRY_CHARACTERS)) {
                entries.add(entry.toString());
                entry.setLength(0);
                count = 0;
            }
            if (count++ > 0) {
                entry.append('\n');
            }
            entry.append(record);
        }
        if (count > 0) {
            entries.add(entry.toString());
        }
        return entries;
    }
}
