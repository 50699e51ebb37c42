package dev.dewberry.platform.bus;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Reads the streams of the partitions that this instance holds. Before the first record of a partition
/// is read, and again when Redis changed, the handler prepares it.
public final class PartitionReader {

    /// All calls come from one loop, one after the other, but for those of [#prepare], of which a few
    /// run at once.
    public interface Handler {

        /// Before anything of the partition is read; where it fails it is asked again after a pause.
        Mono<Void> prepare(int partition);

        /// The partition is no longer this instance's.
        default void released(int partition) {}

        /// Handles records at least once, in order within a stream. Where it fails they come again.
        Mono<Void> handle(List<StreamBatch> batches);
    }

    private static final Logger log = LoggerFactory.getLogger(PartitionReader.class);
    /// Partitions that are prepared at the same time.
    private static final int CONCURRENT = 4;

    private final PartitionLeases leases;
    private final IntFunction<List<String>> streamsOf;
    private final Handler handler;
    private final StreamReader reader;
    private final Set<Integer> prepared = ConcurrentHashMap.newKeySet();
    /// Prepared once and not released since. More than [#prepared] while Redis is another one than before.
    private final Set<Integer> taken = ConcurrentHashMap.newKeySet();

    /// @param streamsOf a partition, in the order in which they should be handled
    /// @param count entries of each stream in one read
    public PartitionReader(
            RedisBus bus,
            PartitionLeases leases,
            String name,
            int count,
            IntFunction<List<String>> streamsOf,
            Handler handler) {
        this.leases = leases;
        this.streamsOf = streamsOf;
        this.handler = handler;
        this.reader = new StreamReader(bus, name, count, new Loop());
    }

    public Disposable start() {
        return reader.start();
    }

    public Flux<Void> run() {
        return reader.run();
    }

    /// Ends after the batch in hand.
    public void stop() {
        reader.stop();
    }

    /// Prepares the partition again before more of it is read. For a handler that found out that it is
    /// not the owner any more.
    public void forget(int partition) {
        prepared.remove(partition);
        streamsOf.apply(partition).forEach(reader::rewind);
    }

    /// The partitions that are being read.
    public Set<Integer> prepared() {
        return Set.copyOf(prepared);
    }

    private final class Loop implements StreamReader.Handler {

        @Override
        public Mono<Map<String, Integer>> streams() {
            Set<Integer> held = leases.held();
            for (int gone : new HashSet<>(taken)) {
                if (!held.contains(gone)) {
                    prepared.remove(gone);
                    taken.remove(gone);
                    handler.released(gone);
                }
            }
            Set<Integer> fresh = new TreeSet<>(held);
            fresh.removeAll(prepared);
            if (fresh.isEmpty()) {
                return Mono.just(preparedStreams());
            }
            return Flux.fromIterable(fresh)
                    .flatMap(this::prepare, CONCURRENT)
                    .then(Mono.fromSupplier(this::preparedStreams));
        }

        private Mono<Void> prepare(int partition) {
            return Mono.defer(() -> leases.held().contains(partition)
                            ? handler.prepare(partition).doOnSuccess(done -> {
                                taken.add(partition);
                                prepared.add(partition);
                            })
                            // Given back while others were being prepared.
                            : Mono.empty())
                    // One partition that cannot be prepared does not stop the others.
                    .onErrorResume(error -> {
                        log.warn("Partition {} cannot be taken yet: {}", partition, error.toString());
                        return Mono.empty();
                    });
        }

        private Map<String, Integer> preparedStreams() {
            Map<String, Integer> streams = new LinkedHashMap<>();
            for (int partition : new TreeSet<>(prepared)) {
                streamsOf.apply(partition).forEach(stream -> streams.put(stream, partition));
            }
            return streams;
        }

        @Override
        public Mono<Void> handle(List<StreamBatch> batches) {
            return handler.handle(batches);
        }

        @Override
        public Mono<Void> redisChanged() {
            prepared.clear();
            return Mono.empty();
        }
    }
}
