package dev.dewberry.platform.bus;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/// Adds records to streams, many at a time. One write is in flight at most: what comes meanwhile is
/// collected and goes out together when it is answered, so that an idle system is quick and a busy one
/// efficient (as group commit does it). Records of one stream keep their order. Thread-safe; [#add]
/// never blocks.
public final class StreamWriter implements AutoCloseable {

    /// The one field of an entry; its value is records separated by line feeds.
    static final String FIELD = "r";

    static final int ENTRY_RECORDS = 64;
    private static final int ENTRY_CHARACTERS = 64 * 1024;
    /// Characters that may wait here; past that [#add] fails at once.
    private static final int WAITING_CHARACTERS = 8 * 1024 * 1024;
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long RECONNECT_MILLIS = 200;

    private final RedisBus bus;
    private final EventLoopGroup loop;
    private final Map<String, Fill> fills = new ConcurrentHashMap<>();
    private final DistributionSummary batchSizes;
    private final Counter refusals;

    private final Object lock = new Object();
    // Guarded by lock.
    private Map<String, Waiting> waiting = new LinkedHashMap<>();
    private int waitingCharacters;
    private boolean scheduled;

    // Used on the bus's one thread only.
    private @Nullable StatefulRedisConnection<String, String> connection;

    public StreamWriter(RedisBus bus, MeterRegistry meters) {
        this.bus = bus;
        this.loop = bus.loop();
        batchSizes = DistributionSummary.builder("dewberry.bus.write.records")
                .description("Records written to the bus in one flight")
                .register(meters);
        refusals = Counter.builder("dewberry.bus.write.refusals")
                .description("Records refused because a stream or the writer was full")
                .register(meters);
    }

    /// Adds a record.
    ///
    /// @param capBytes memory of the stream above which it takes nothing more (checked ten times a
    ///     second)
    /// @return done when Redis has it; failed with [BusException.Full] when certainly not, else when it
    ///     is open. Shared by the records that go out together: attach to it, do not complete it
    public CompletionStage<Void> add(String stream, String record, long capBytes) {
        if (isFull(stream, capBytes)) {
            refusals.increment();
            return CompletableFuture.failedFuture(new BusException.Full(stream));
        }
        synchronized (lock) {
            if (waitingCharacters + record.length() > WAITING_CHARACTERS) {
                refusals.increment();
                return CompletableFuture.failedFuture(new BusException.Full("the writer"));
            }
            waitingCharacters += record.length();
            Waiting batch = waiting.computeIfAbsent(stream, s -> new Waiting());
            batch.records.add(record);
            if (!scheduled) {
                scheduled = true;
                // At the end of the loop's turn, with all that is added until then.
                loop.execute(this::flush);
            }
            return batch.done;
        }
    }

    private boolean isFull(String stream, long capBytes) {
        Fill fill = fills.computeIfAbsent(stream, s -> new Fill());
        fill.capBytes = capBytes;
        return fill.bytes > capBytes;
    }

    private void flush() {
        Map<String, Waiting> batch;
        synchronized (lock) {
            batch = waiting;
            waiting = new LinkedHashMap<>();
            waitingCharacters = 0;
        }
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            connectThenWrite(batch);
        } else {
            write(open, batch);
        }
    }

    private void connectThenWrite(Map<String, Waiting> batch) {
        Disposable _ = bus.open()
                .subscribe(
                        opened -> loop.execute(() -> {
                            connection = opened;
                            write(opened, batch);
                        }),
                        error -> failAll(batch, error));
    }

    private void write(StatefulRedisConnection<String, String> open, Map<String, Waiting> batch) {
        try {
            send(open, batch);
        } catch (RuntimeException | VirtualMachineError | LinkageError error) {
            // Nothing of it may be left without an answer, and the next flight waits for this one's end.
            failAll(batch, error);
        }
    }

    private void failAll(Map<String, Waiting> batch, Throwable error) {
        batch.values().forEach(w -> w.fail(error));
        var _ = loop.schedule(this::next, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void send(StatefulRedisConnection<String, String> open, Map<String, Waiting> batch) {
        List<CompletableFuture<?>> flights = new ArrayList<>();
        int records = 0;
        for (Map.Entry<String, Waiting> stream : batch.entrySet()) {
            Waiting waitingRecords = stream.getValue();
            records += waitingRecords.records.size();
            flights.add(writeStream(open.async(), stream.getKey(), waitingRecords));
        }
        batchSizes.record(records);
        CompletableFuture<Void> _ = CompletableFuture.allOf(flights.toArray(new CompletableFuture<?>[0]))
                // Not at once: commands that fail before they are sent would call and call again.
                .whenComplete((done, error) -> loop.execute(this::next));
    }

    private CompletableFuture<?> writeStream(
            RedisAsyncCommands<String, String> commands, String stream, Waiting waitingRecords) {
        List<CompletableFuture<?>> adds = new ArrayList<>();
        for (String entry : entries(waitingRecords.records)) {
            adds.add(commands.xadd(stream, new XAddArgs(), FIELD, entry).toCompletableFuture());
        }
        Fill fill = fills.computeIfAbsent(stream, s -> new Fill());
        if (fill.isStale()) {
            check(commands, stream, fill);
        }
        return CompletableFuture.allOf(adds.toArray(new CompletableFuture<?>[0]))
                .whenComplete((done, error) -> {
                    if (error == null) {
                        waitingRecords.done.complete(null);
                    } else {
                        waitingRecords.fail(error);
                    }
                });
    }

    /// Packs records into entries of bounded size.
    static List<String> entries(List<String> records) {
        List<String> entries = new ArrayList<>();
        StringBuilder entry = new StringBuilder();
        int count = 0;
        for (String record : records) {
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

    private void check(RedisAsyncCommands<String, String> commands, String stream, Fill fill) {
        fill.checkedAt = System.nanoTime();
        RedisFuture<Long> usage = StreamMemory.of(commands, stream);
        CompletionStage<Long> _ = usage.whenComplete((bytes, error) -> {
            if (error == null) {
                fill.bytes = bytes == null ? 0 : bytes;
            }
            if (fill.isFull() && fills.get(stream) == fill) {
                var _ = loop.schedule(() -> checkAgain(stream, fill), CHECK_NANOS, TimeUnit.NANOSECONDS);
            }
        });
    }

    /// While a stream is full nothing goes out that would carry the check with it, and whoever comes when
    /// it has been emptied is not to be refused for what was.
    private void checkAgain(String stream, Fill fill) {
        StatefulRedisConnection<String, String> open = connection;
        // Else somebody has asked meanwhile, and goes on asking.
        if (open != null && fill.isStale()) {
            check(open.async(), stream, fill);
        }
    }

    private void next() {
        synchronized (lock) {
            if (waiting.isEmpty()) {
                scheduled = false;
                return;
            }
        }
        flush();
    }

    /// Streams that are gone for good are forgotten, so that nothing grows with the gateways that ever
    /// were.
    public void forget(String stream) {
        fills.remove(stream);
    }

    @Override
    public void close() {
        StatefulRedisConnection<String, String> open = connection;
        if (open != null) {
            open.close();
        }
    }

    private static final class Waiting {
        private final List<String> records = new ArrayList<>();
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        void fail(Throwable error) {
            done.completeExceptionally(new BusException("the bus did not confirm", error));
        }
    }

    private static final class Fill {
        private volatile long bytes;
        private volatile long capBytes = Long.MAX_VALUE;
        private volatile long checkedAt = System.nanoTime() - CHECK_NANOS;

        boolean isFull() {
            return bytes > capBytes;
        }

        boolean isStale() {
            return System.nanoTime() - checkedAt >= CHECK_NANOS;
        }
    }
}
