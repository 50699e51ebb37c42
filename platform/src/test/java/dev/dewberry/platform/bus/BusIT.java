package dev.dewberry.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import io.lettuce.core.Range;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.cumulative.CumulativeDistributionSummary;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

@ExtendWith(Servers.class)
class BusIT {

    private static final long CAP = 1024 * 1024;

    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Redis redis;
    private RedisBus bus;
    private StreamWriter writer;

    @BeforeEach
    void connect(Redis server) {
        redis = server;
        bus = new RedisBus(new BusProperties(server.freshUri(), 4, Duration.ofSeconds(2)), meters);
        writer = new StreamWriter(bus, meters);
        toClose.add(writer);
        toClose.add(bus);
        await().until(bus::isConnected);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : toClose) {
            closeable.close();
        }
    }

    /// Whoever asks just when the connection is made must not be left out: he would wait until it is lost.
    @Test
    void everybodyIsToldOfTheFirstConnection() throws Exception {
        for (int i = 0; i < 10; i++) {
            try (RedisBus fresh = new RedisBus(new BusProperties(redis.uri(), 4, Duration.ofSeconds(2)))) {
                List<AtomicBoolean> told = new ArrayList<>();
                while (!fresh.isConnected()) {
                    AtomicBoolean one = new AtomicBoolean();
                    told.add(one);
                    fresh.onConnection(() -> one.set(true), () -> {});
                }
                await().untilAsserted(() -> assertThat(told).allMatch(AtomicBoolean::get));
            }
        }
    }

    @Test
    void recordsArriveInTheirOrderAndAreTrimmedWhenHandled() {
        Collector collector = new Collector(List.of("s"));
        StreamReader reader = started(collector);
        List<String> sent =
                IntStream.range(0, 5000).mapToObj(i -> "record-" + i).toList();
        sent.forEach(record -> writer.add("s", record, CAP));
        await().untilAsserted(() -> assertThat(collector.records).isEqualTo(sent));
        await().until(() -> redis.<Long>call(r -> r.xlen("s")) == 0);
        reader.stop();
    }

    @Test
    void tellsWhatWaitsInItsStreamsAndHowMuchWasRead() {
        StreamDepths depths = new StreamDepths(
                bus, List.of("commands", "signals"), () -> List.of("dw:{p1}:commands", "dw:{p2}:commands"), meters);
        toClose.addFirst(depths::stop);
        writer.add("dw:{p1}:commands", "one", CAP).toCompletableFuture().join();
        writer.add("dw:{p2}:commands", "two", CAP).toCompletableFuture().join();
        writer.add("dw:{p2}:commands", "three", CAP).toCompletableFuture().join();

        depths.start();

        await().atMost(Duration.ofSeconds(10)).until(() -> ofStreams("entries", "commands") == 3);
        assertThat(ofStreams("memory", "commands")).isGreaterThan(ofStreams("largest", "commands"));
        assertThat(ofStreams("entries", "signals")).isZero();

        Collector collector = new Collector(List.of("dw:{p1}:commands", "dw:{p2}:commands"));
        StreamReader reader = started(collector);
        await().until(() -> collector.records.size() == 3);
        assertThat(meters.counter("dewberry.bus.records", "stream", "commands").count())
                .isEqualTo(3);
        await().until(() -> meters.get("dewberry.bus.handle")
                        .tag("reader", "test-reader")
                        .timer()
                        .count()
                > 0);
        await().atMost(Duration.ofSeconds(10)).until(() -> ofStreams("entries", "commands") == 0);
        reader.stop();
    }

    private double ofStreams(String what, String kind) {
        return meters.get("dewberry.bus.stream." + what)
                .tag("stream", kind)
                .gauge()
                .value();
    }

    @Test
    void whatFailedComesAgainAndNothingIsLost() {
        Collector collector = new Collector(List.of("s"));
        collector.failures.set(2);
        StreamReader reader = started(collector);
        writer.add("s", "one", CAP).toCompletableFuture().join();
        writer.add("s", "two", CAP).toCompletableFuture().join();
        await().untilAsserted(() -> assertThat(collector.records).containsExactly("one", "two"));
        reader.stop();
    }

    /// Reactor tells nobody of errors of the JVM; want of direct memory, or a recursion too deep, must not end the loop
    /// for good while the service lives on.
    @Test
    void anErrorOfTheJvmDoesNotEndTheLoop() {
        Collector collector = new Collector(List.of("s"));
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger handled = new AtomicInteger();
        started(new StreamReader.Handler() {
            @Override
            public Mono<Map<String, Integer>> streams() {
                if (asked.incrementAndGet() == 1) {
                    throw new NoClassDefFoundError("not now");
                }
                return collector.streams();
            }

            @Override
            public Mono<Void> handle(List<StreamBatch> batches) {
                return switch (handled.incrementAndGet()) {
                    case 1 -> throw new OutOfMemoryError("no direct memory now");
                    case 2 ->
                        Mono.just(1).flatMap(_ -> {
                            throw new StackOverflowError();
                        });
                    default -> collector.handle(batches);
                };
            }
        });
        writer.add("s", "one", CAP).toCompletableFuture().join();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(collector.records).containsExactly("one"));
    }

    @Test
    void aTurnThatNeverEndsIsGivenUpAndItsRecordsComeAgain() {
        Collector collector = new Collector(List.of("s"));
        AtomicInteger handled = new AtomicInteger();
        StreamReader reader = new StreamReader(
                bus,
                "test-reader",
                100,
                new StreamReader.Handler() {
                    @Override
                    public Mono<Map<String, Integer>> streams() {
                        return collector.streams();
                    }

                    @Override
                    public Mono<Void> handle(List<StreamBatch> batches) {
                        return handled.incrementAndGet() == 1 ? Mono.never() : collector.handle(batches);
                    }
                },
                Duration.ofMillis(500));
        var loop = reader.start();
        toClose.addFirst(loop::dispose);
        writer.add("s", "one", CAP).toCompletableFuture().join();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(collector.records).containsExactly("one"));
        reader.stop();
    }

    @Test
    void aNewReaderGoesOnWhereTheOneBeforeDidNotFinish() {
        writer.add("s", "one", CAP).toCompletableFuture().join();
        Collector failing = new Collector(List.of("s"));
        failing.failures.set(Integer.MAX_VALUE);
        StreamReader first = started(failing);
        await().until(() -> failing.failures.get() < Integer.MAX_VALUE);
        first.stop();
        Collector collector = new Collector(List.of("s"));
        StreamReader second = started(collector);
        await().untilAsserted(() -> assertThat(collector.records).containsExactly("one"));
        second.stop();
    }

    @Test
    void whatNobodyCanReadIsSetAsideAndTheOthersGoOn() {
        writer.add("dw:{p1}:commands", "1", CAP).toCompletableFuture().join();
        writer.add("dw:{p1}:commands", "a secret", CAP).toCompletableFuture().join();
        String id = bus.<String>call(r -> r.xadd("dw:{p1}:commands", Map.of("other", "x")))
                .block();
        writer.add("dw:{p1}:commands", "2", CAP).toCompletableFuture().join();
        Numbers numbers = new Numbers("dw:{p1}:commands");
        StreamReader reader = started(numbers);

        await().untilAsserted(() -> assertThat(numbers.read).containsExactly(1, 2));
        await().untilAsserted(() -> assertThat(poison()).hasSize(2));
        assertThat(poison().getFirst().getBody())
                .containsEntry("stream", "dw:{p1}:commands")
                .containsEntry("record", "a secret")
                .containsEntry("reason", "java.lang.NumberFormatException");
        assertThat(poison().getLast().getBody()).containsEntry("id", id).containsEntry("record", "{other=x}");
        assertThat(bus.<Long>call(r -> r.ttl(BusKeys.POISON)).block()).isPositive();
        assertThat(meters.counter("dewberry.bus.poison", "stream", "commands").count())
                .isEqualTo(2);
        await().until(() -> bus.<Long>call(r -> r.xlen("dw:{p1}:commands")).block() == 0L);
        reader.stop();
    }

    @Test
    void whatComesAgainIsSetAsideOnce() {
        writer.add("dw:{p1}:signals", "none", CAP).toCompletableFuture().join();
        Numbers numbers = new Numbers("dw:{p1}:signals");
        numbers.failures.set(3);
        StreamReader reader = started(numbers);

        await().until(() -> bus.<Long>call(r -> r.xlen("dw:{p1}:signals")).block() == 0L);
        assertThat(poison()).hasSize(1);
        reader.stop();
    }

    @Test
    void ofAFloodOfWhatNobodyCanReadLittleIsKept() {
        StreamReader reader = started(new Numbers("dw:{p1}:signals"));
        for (int i = 0; i < 600; i++) {
            writer.add("dw:{p1}:signals", "x".repeat(6_000), CAP)
                    .toCompletableFuture()
                    .join();
        }

        await().until(() ->
                meters.counter("dewberry.bus.poison", "stream", "signals").count() == 600);
        await().untilAsserted(() -> assertThat(
                        bus.<Long>call(r -> StreamMemory.of(r, BusKeys.POISON)).block())
                .isLessThan(2 * CAP));
        reader.stop();
    }

    private List<StreamMessage<String, String>> poison() {
        return bus.call(r -> r.xrange(BusKeys.POISON, Range.unbounded())).block();
    }

    /// Whatever throws in the midst of a flight: those who wait are told, and the next flight goes out.
    @Test
    void aFlightThatThrowsEndsAndTheNextOneGoesOut() {
        AtomicInteger flights = new AtomicInteger();
        SimpleMeterRegistry throwing = new SimpleMeterRegistry() {
            @Override
            protected DistributionSummary newDistributionSummary(
                    Meter.Id id, DistributionStatisticConfig configuration, double scale) {
                return new CumulativeDistributionSummary(id, clock, configuration, scale) {
                    @Override
                    protected void recordNonNegative(double amount) {
                        if (flights.incrementAndGet() == 1) {
                            throw new StackOverflowError("too deep");
                        }
                    }
                };
            }
        };
        StreamWriter other = new StreamWriter(bus, throwing);
        toClose.addFirst(other);

        assertThatThrownBy(
                        () -> other.add("s", "one", CAP).toCompletableFuture().get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(StackOverflowError.class);
        assertThat(other.add("s", "two", CAP).toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aFullStreamRefusesAndTakesAgainWhenItWasEmptied() {
        String record = "x".repeat(10_000);
        await().atMost(Duration.ofSeconds(10)).until(() -> isRefused(writer.add("s", record, 100_000)));
        Collector collector = new Collector(List.of("s"));
        StreamReader reader = started(collector);
        await().atMost(Duration.ofSeconds(10)).until(() -> !isRefused(writer.add("s", record, 100_000)));
        reader.stop();
    }

    /// Redis' own estimate looks at the head alone.
    @Test
    void aStreamIsFullTooWhoseFirstEntriesAreSmall() {
        for (int i = 0; i < 80; i++) {
            writer.add("s", "x".repeat(300), 1_000_000).toCompletableFuture().join();
        }
        String record = "x".repeat(60_000);

        await().atMost(Duration.ofSeconds(10)).until(() -> isRefused(writer.add("s", record, 1_000_000)));

        assertThat(bus.<Long>call(r -> r.xlen("s")).block()).isLessThan(80 + 40);
    }

    @Test
    void whoComesAfterAFullStreamWasEmptiedIsNotRefusedForWhatWas() {
        String record = "x".repeat(10_000);
        await().atMost(Duration.ofSeconds(10)).until(() -> isRefused(writer.add("s", record, 100_000)));
        Collector collector = new Collector(List.of("s"));
        StreamReader reader = started(collector);
        await().until(() -> bus.<Long>call(redis -> redis.xlen("s")).block() == 0L);

        // Nobody tries meanwhile; the first who does is let in.
        await().pollDelay(Duration.ofMillis(400)).until(() -> true);
        assertThat(isRefused(writer.add("s", record, 100_000))).isFalse();
        reader.stop();
    }

    private static boolean isRefused(java.util.concurrent.CompletionStage<Void> added) {
        try {
            added.toCompletableFuture().join();
            return false;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(BusException.Full.class);
            return true;
        }
    }

    @Test
    void anotherRedisIsNoticedAndReadFromItsBeginning() {
        Collector collector = new Collector(List.of("s"));
        StreamReader reader = started(collector);
        writer.add("s", "before", CAP).toCompletableFuture().join();
        await().untilAsserted(() -> assertThat(collector.records).containsExactly("before"));
        redis.restartEmpty();
        // An id below all that the reader has seen: only a reader that starts again finds it.
        redis.call(r -> r.xadd("s", new XAddArgs().id("1-1"), StreamWriter.FIELD, "after"));
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(collector.changes).hasValue(1);
            assertThat(collector.records).contains("after");
        });
        reader.stop();
    }

    /// Whoever keeps a stream's time to live ahead of it is late where Redis' clock is put forward.
    @Test
    void aStreamThatWasRemovedAndBeginsLowerIsReadAgain() {
        Collector collector = new Collector(List.of("s"));
        StreamReader reader = started(collector);
        redis.call(r -> r.xadd("s", new XAddArgs().id("9-1"), StreamWriter.FIELD, "before"));
        await().untilAsserted(() -> assertThat(collector.records).containsExactly("before"));
        await().until(() -> redis.<Long>call(r -> r.xlen("s")) == 0);

        redis.call(r -> r.del("s"));
        redis.call(r -> r.xadd("s", new XAddArgs().id("1-1"), StreamWriter.FIELD, "after"));

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(collector.records).containsExactly("before", "after"));
        reader.stop();
    }

    @Test
    void nothingIsReadOfAnotherRedisBeforeTheHandlerHasTakenNoteOfIt() {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger failures = new AtomicInteger(3);
        StreamReader reader = started(new StreamReader.Handler() {
            @Override
            public Mono<Map<String, Integer>> streams() {
                return Mono.just(Map.of("s", -1));
            }

            @Override
            public Mono<Void> handle(List<StreamBatch> batches) {
                return Mono.fromRunnable(() -> batches.forEach(batch -> seen.addAll(batch.records())));
            }

            @Override
            public Mono<Void> redisChanged() {
                return Mono.fromRunnable(() -> {
                    boolean fails = failures.getAndDecrement() > 0;
                    seen.add(fails ? "failed" : "noted");
                    if (fails) {
                        throw new IllegalStateException("not now");
                    }
                });
            }
        });
        writer.add("s", "before", CAP).toCompletableFuture().join();
        await().untilAsserted(() -> assertThat(seen).containsExactly("before"));
        redis.restartEmpty();
        redis.call(r -> r.xadd("s", new XAddArgs().id("1-1"), StreamWriter.FIELD, "after"));
        await().atMost(Duration.ofSeconds(15)).until(() -> seen.contains("after"));
        assertThat(seen).containsExactly("before", "failed", "failed", "failed", "noted", "after");
        reader.stop();
    }

    /// As after a power cut of a board that begins again in 1970.
    @Test
    void whatTheDeadHeldIsFreeSoonAlsoWhereTheClockWasSetBack() {
        long farAhead = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
        redis.call(r -> r.zadd(BusKeys.members("svc"), farAhead, "dead"));
        for (int partition = 0; partition < 4; partition++) {
            String lease = BusKeys.lease("svc", partition);
            redis.call(r -> r.set(lease, "dead", SetArgs.Builder.px(Duration.ofHours(1))));
        }
        PartitionLeases leases = new PartitionLeases(bus, "svc", "alive", 4);
        var renewal = leases.start();

        await().atMost(Duration.ofSeconds(8)).until(() -> leases.held().size() == 4);
        renewal.dispose();
    }

    @Test
    void partitionsAreSharedOutEvenlyAndTakenOverWhenAnInstanceGoes() {
        PartitionLeases one = new PartitionLeases(bus, "svc", "one", 4);
        PartitionLeases two = new PartitionLeases(bus, "svc", "two", 4);
        var first = one.start();
        await().until(() -> one.held().size() == 4);
        var second = two.start();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(one.held()).hasSize(2);
            assertThat(two.held()).hasSize(2).doesNotContainAnyElementsOf(one.held());
        });
        second.dispose();
        two.release().block();
        await().atMost(Duration.ofSeconds(5)).until(() -> one.held().size() == 4);
        first.dispose();
    }

    @Test
    void aPartitionIsPreparedBeforeItIsReadAndAgainAfterRedisChanged() {
        PartitionLeases leases = new PartitionLeases(bus, "svc", "one", 4);
        var renewal = leases.start();
        List<Integer> prepared = Collections.synchronizedList(new ArrayList<>());
        List<String> records = Collections.synchronizedList(new ArrayList<>());
        PartitionReader reader = new PartitionReader(
                bus, leases, "test-partitions", 10, p -> List.of("s" + p), new PartitionReader.Handler() {
                    @Override
                    public Mono<Void> prepare(int partition) {
                        return Mono.fromRunnable(() -> prepared.add(partition));
                    }

                    @Override
                    public Mono<Void> handle(List<StreamBatch> batches) {
                        return Mono.fromRunnable(() -> batches.forEach(batch -> {
                            assertThat(prepared).contains(batch.partition());
                            records.addAll(batch.records());
                        }));
                    }
                });
        var loop = reader.start();
        writer.add("s3", "here", CAP).toCompletableFuture().join();
        await().untilAsserted(() -> assertThat(records).containsExactly("here"));
        assertThat(Set.copyOf(prepared)).containsExactlyInAnyOrder(0, 1, 2, 3);
        redis.restartEmpty();
        await().atMost(Duration.ofSeconds(10)).until(() -> prepared.size() >= 8);
        reader.stop();
        loop.dispose();
        renewal.dispose();
    }

    @Test
    void aPartitionThatIsLostWhileRedisIsAnotherOneIsGivenBackAllTheSame() {
        PartitionLeases leases = new PartitionLeases(bus, "svc", "one", 4);
        var renewal = leases.start();
        AtomicBoolean preparable = new AtomicBoolean(true);
        Set<Integer> prepared = ConcurrentHashMap.newKeySet();
        Set<Integer> released = ConcurrentHashMap.newKeySet();
        PartitionReader reader = new PartitionReader(
                bus, leases, "test-partitions", 10, p -> List.of("s" + p), new PartitionReader.Handler() {
                    @Override
                    public Mono<Void> prepare(int partition) {
                        return preparable.get()
                                ? Mono.fromRunnable(() -> prepared.add(partition))
                                : Mono.error(new IllegalStateException("not yet"));
                    }

                    @Override
                    public void released(int partition) {
                        released.add(partition);
                    }

                    @Override
                    public Mono<Void> handle(List<StreamBatch> batches) {
                        return Mono.empty();
                    }
                });
        var loop = reader.start();
        await().until(() -> prepared.size() == 4);
        preparable.set(false);
        redis.restartEmpty();
        await().atMost(Duration.ofSeconds(10)).until(() -> reader.prepared().isEmpty());
        assertThat(released).isEmpty();

        renewal.dispose();

        await().atMost(Duration.ofSeconds(10)).until(() -> released.size() == 4);
        reader.stop();
        loop.dispose();
    }

    private StreamReader started(StreamReader.Handler handler) {
        StreamReader reader = new StreamReader(bus, "test-reader", 100, handler);
        var loop = reader.start();
        toClose.addFirst(() -> {
            reader.stop();
            loop.dispose();
        });
        return reader;
    }

    /// Reads numbers, and cannot read anything else.
    private static final class Numbers implements StreamReader.Handler {
        private final String stream;
        private final List<Integer> read = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger failures = new AtomicInteger();

        Numbers(String stream) {
            this.stream = stream;
        }

        @Override
        public Mono<Map<String, Integer>> streams() {
            return Mono.just(Map.of(stream, 1));
        }

        @Override
        public Mono<Void> handle(List<StreamBatch> batches) {
            List<Integer> numbers = new ArrayList<>();
            batches.forEach(batch -> numbers.addAll(batch.decode(Integer::valueOf)));
            if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                return Mono.error(new IllegalStateException("not now"));
            }
            return Mono.fromRunnable(() -> read.addAll(numbers));
        }
    }

    private static final class Collector implements StreamReader.Handler {
        private final Map<String, Integer> streams;
        private final List<String> records = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger failures = new AtomicInteger();
        private final AtomicInteger changes = new AtomicInteger();

        Collector(List<String> streams) {
            this.streams = streams.stream().collect(java.util.stream.Collectors.toMap(s -> s, s -> -1));
        }

        @Override
        public Mono<Map<String, Integer>> streams() {
            return Mono.just(streams);
        }

        @Override
        public Mono<Void> handle(List<StreamBatch> batches) {
            if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                return Mono.error(new IllegalStateException("not now"));
            }
            return Mono.fromRunnable(() -> batches.forEach(batch -> records.addAll(batch.records())));
        }

        @Override
        public Mono<Void> redisChanged() {
            return Mono.fromRunnable(changes::incrementAndGet);
        }
    }
}
