package dev.dewberry.platform.bus;

import dev.dewberry.platform.error.JvmErrors;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/// Reads streams as queues: what is in a stream is not yet done; what was handled is trimmed. One
/// sequential loop: read, handle, trim, again. Where handling fails, nothing is trimmed and the same
/// records come again after a pause, so handlers see records **at least once, in order**.
///
/// It has a connection of its own, and asks after each connect whether this is still the same Redis
/// (`run_id`): on another one every stream is read from its beginning again.
public final class StreamReader {

    /// What is read, and what is done with it. All calls come from one loop, one after the other.
    public interface Handler {

        /// The streams to read now, asked before each read, with their partitions (−1 for none).
        Mono<Map<String, Integer>> streams();

        /// Handles the records, in order within a stream. Where it fails they come again.
        Mono<Void> handle(List<StreamBatch> batches);

        /// Redis is another one than before, or lost what it had: its streams are read from the
        /// beginning.
        default Mono<Void> redisChanged() {
            return Mono.empty();
        }
    }

    private static final Logger log = LoggerFactory.getLogger(StreamReader.class);
    private static final Duration BLOCK = Duration.ofMillis(250);
    private static final Duration IDLE = Duration.ofMillis(100);
    /// The shortest and the longest time from one read to the next, while there is something to read.
    private static final long LEAST_GATHER = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long MOST_GATHER = TimeUnit.MILLISECONDS.toNanos(6);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /// Far above what a turn may take, the waits for other servers in it included: it will never end.
    private static final Duration LONGEST_TURN = Duration.ofSeconds(60);
    private static final String BEGINNING = "0-0";

    private final RedisBus bus;
    private final String name;
    private final EntryCount count;
    private final Handler handler;
    private final Scheduler scheduler;
    private final StreamMetrics metrics;
    private final Duration longestTurn;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Queue<String> rewinds = new ConcurrentLinkedQueue<>();

    // Used by the one loop only, one turn after the other.
    private final Map<String, String> positions = new HashMap<>();
    private @Nullable StatefulRedisConnection<String, String> connection;
    private @Nullable String runId;
    private Duration pause = FIRST_PAUSE;
    private long lastRead = System.nanoTime() - MOST_GATHER;
    private long gather = LEAST_GATHER;
    private final StreamTrimmer trimmer;

    /// @param name for logs and metrics
    /// @param count entries of each stream in one read, where they are full; see [EntryCount]
    public StreamReader(RedisBus bus, String name, int count, Handler handler) {
        this(bus, name, count, handler, LONGEST_TURN);
    }

    StreamReader(RedisBus bus, String name, int count, Handler handler, Duration longestTurn) {
        this.longestTurn = longestTurn;
        this.bus = bus;
        this.name = name;
        this.count = new EntryCount(count);
        this.handler = handler;
        this.scheduler = Schedulers.fromExecutorService(bus.loop(), name);
        this.trimmer = new StreamTrimmer(name);
        this.metrics = new StreamMetrics(bus.meters(), name, System::currentTimeMillis);
    }

    /// The loop. It ends by itself, after the batch in hand, when [#stop] was called; the caller
    /// subscribes and owns it.
    public Flux<Void> run() {
        return Mono.defer(this::turn)
                // An error of the JVM in the midst of something asynchronous is told to nobody.
                .timeout(longestTurn, scheduler)
                .onErrorResume(this::pauseAfter)
                .subscribeOn(scheduler)
                .repeat(() -> !stopping.get())
                .doFinally(signal -> {
                    trimmer.trim(connection);
                    closeConnection();
                });
    }

    /// Starts the loop.
    public Disposable start() {
        return run().subscribe(nothing -> {}, error -> log.error("The reader {} ended", name, error));
    }

    /// Ends the loop after the batch in hand.
    public void stop() {
        stopping.set(true);
    }

    /// Reads the stream from its beginning again.
    public void rewind(String stream) {
        rewinds.add(stream);
    }

    private Mono<Void> turn() {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null || !open.isOpen()) {
            return connect();
        }
        for (String stream = rewinds.poll(); stream != null; stream = rewinds.poll()) {
            positions.remove(stream);
        }
        return JvmErrors.contained(handler::streams).flatMap(streams -> {
            positions.keySet().retainAll(streams.keySet());
            return streams.isEmpty()
                    ? Mono.delay(IDLE, scheduler).then()
                    : gathered().then(read(open, streams));
        });
    }

    /// Lets records gather, so that few turns handle many: a turn costs far more than a record. The
    /// first record after a pause is read at once; while there are more, reads are at least twice as
    /// far apart as handling the last ones took, within bounds. The busier the machine is, the longer
    /// that takes, and the more is read together.
    private Mono<Void> gathered() {
        long wait = gather - (System.nanoTime() - lastRead);
        return wait <= 0
                ? Mono.empty()
                : Mono.delay(Duration.ofNanos(wait), scheduler).then();
    }

    private Mono<Void> connect() {
        closeConnection();
        return bus.openOnce()
                .flatMap(opened -> {
                    connection = opened;
                    return Mono.fromCompletionStage(() -> opened.async().info("server"));
                })
                .flatMap(info -> {
                    String now = runIdOf(info);
                    boolean changed = runId != null && !now.equals(runId);
                    if (!changed) {
                        runId = now;
                        return Mono.empty();
                    }
                    log.warn("{}: Redis is another one than before, reading from the beginning", name);
                    positions.clear();
                    trimmer.forget();
                    return JvmErrors.contained(handler::redisChanged).doOnSuccess(done -> runId = now);
                })
                // Else the next turn would read on, and nobody would be told that Redis is another one.
                .doOnError(error -> closeConnection());
    }

    static String runIdOf(String info) {
        for (String line : info.split("\r?\n", -1)) {
            if (line.startsWith("run_id:")) {
                return line.substring("run_id:".length()).trim();
            }
        }
        throw new BusException("Redis does not tell its run_id");
    }

    private Mono<Void> read(StatefulRedisConnection<String, String> open, Map<String, Integer> streams) {
        List<XReadArgs.StreamOffset<String>> offsets = new ArrayList<>(streams.size());
        for (String stream : streams.keySet()) {
            offsets.add(XReadArgs.StreamOffset.from(stream, positions.getOrDefault(stream, BEGINNING)));
        }
        @SuppressWarnings({"unchecked", "rawtypes"})
        XReadArgs.StreamOffset<String>[] array = offsets.toArray(new XReadArgs.StreamOffset[0]);
        // Redis waits, no thread does: the answer comes when there is one.
        return Mono.fromCompletionStage(
                        () -> open.async().xread(XReadArgs.Builder.block(BLOCK).count(count.now()), array))
                .flatMap(messages -> {
                    if (messages.isEmpty()) {
                        trimmer.trim(open);
                        // Nothing that was read is left then. A stream that was removed may begin anew, and lower.
                        positions.clear();
                        return Mono.empty();
                    }
                    lastRead = System.nanoTime();
                    return handle(streams, messages);
                });
    }

    private Mono<Void> handle(Map<String, Integer> streams, List<StreamMessage<String, String>> messages) {
        Map<String, GatheredEntries> gathered = new LinkedHashMap<>();
        for (StreamMessage<String, String> message : messages) {
            gathered.computeIfAbsent(message.getStream(), stream -> new GatheredEntries(stream, bus.poison()))
                    .add(message);
        }
        Map<String, String> last = new HashMap<>();
        List<StreamBatch> batches = new ArrayList<>(gathered.size());
        count.read(
                messages.size(),
                gathered.values().stream().mapToInt(GatheredEntries::size).sum());
        gathered.forEach((stream, entries) -> {
            metrics.read(stream, entries.oldest(), entries.size());
            last.put(stream, entries.last());
            batches.add(entries.batch(streams.getOrDefault(stream, -1)));
        });
        return JvmErrors.contained(() -> handler.handle(batches)).doOnSuccess(done -> {
            pause = FIRST_PAUSE;
            positions.putAll(last);
            long took = System.nanoTime() - lastRead;
            metrics.handled(took);
            gather = Math.clamp(2 * took, LEAST_GATHER, MOST_GATHER);
            trimmer.handled(last, connection);
        });
    }

    private Mono<Void> pauseAfter(Throwable error) {
        if (stopping.get()) {
            return Mono.empty();
        }
        log.warn("{}: again in {} ms after {}", name, pause.toMillis(), error.toString());
        if (!(error instanceof RedisException) && !(error instanceof BusException)) {
            log.debug("{}", name, error);
        }
        if (error instanceof RedisCommandTimeoutException) {
            // Redis may wait on, by a clock that was set back: what is asked next would wait behind it.
            closeConnection();
        }
        Duration now = pause;
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        return Mono.delay(now, scheduler).then();
    }

    private void closeConnection() {
        StatefulRedisConnection<String, String> open = connection;
        connection = null;
        if (open != null) {
            var _ = open.closeAsync();
        }
    }
}
