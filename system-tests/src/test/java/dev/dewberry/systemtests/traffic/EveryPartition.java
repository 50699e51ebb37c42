package dev.dewberry.systemtests.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.RawClient.Frame;
import dev.dewberry.systemtests.cluster.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/// One user for each partition who writes to a friend all the time, so that a partition that stands still shows,
/// whichever it is. He repeats nothing: what was not acknowledged may be there or not.
public final class EveryPartition implements AutoCloseable {

    private static final Duration PACE = Duration.ofMillis(150);

    private final String gateway;
    private final Map<Integer, Prober> writers = new TreeMap<>();

    public EveryPartition(DewberryCluster cluster) {
        gateway = cluster.gateway(0);
        User friend = cluster.accounts().user();
        while (writers.size() < Partition.COUNT) {
            for (User user : cluster.accounts().users(50)) {
                writers.computeIfAbsent(Partition.of(user.with(friend)), _ -> new Prober(gateway, user, friend));
            }
        }
        awaitAcknowledgements(System.currentTimeMillis(), Duration.ofSeconds(15));
    }

    /// Waits until something that was sent after `since` was acknowledged in each partition, and checks how long that
    /// took.
    public void awaitAcknowledgements(long since, Duration limit) {
        Map<Integer, Long> took = new TreeMap<>();
        await().pollInterval(Duration.ofMillis(100))
                .atMost(limit.multipliedBy(4))
                .untilAsserted(() -> {
                    writers.forEach((partition, writer) ->
                            writer.firstAck(since).ifPresent(at -> took.putIfAbsent(partition, at - since)));
                    assertThat(took.keySet()).as("partitions that work").containsExactlyElementsOf(writers.keySet());
                });
        assertThat(took.values())
                .as("ms until each partition worked: %s", took)
                .allMatch(millis -> millis <= limit.toMillis());
    }

    /// Stops writing and judges: what was acknowledged is there, everything only once, and no `seq` is missing.
    public void judge() {
        writers.values().forEach(Prober::stop);
        writers.values().forEach(writer -> writer.judge(gateway));
    }

    @Override
    public void close() {
        writers.values().forEach(Prober::close);
    }

    private static final class Prober implements AutoCloseable {

        private record Asked(String text, long at) {}

        private final User user;
        private final String conversation;
        private final RawClient client;
        private final Map<String, Asked> asked = new ConcurrentHashMap<>();
        private final Thread thread;
        private volatile boolean writing = true;

        Prober(String gateway, User user, User friend) {
            this.user = user;
            conversation = user.with(friend);
            client = RawClient.welcomed(gateway, user);
            thread = Thread.ofVirtual().start(this::write);
        }

        private void write() {
            for (int number = 0; writing; number++) {
                String text = "text-" + number;
                long at = System.currentTimeMillis();
                asked.put(client.request(RawClient.textTo(conversation, text, text)), new Asked(text, at));
                LockSupport.parkNanos(PACE.toNanos());
            }
        }

        OptionalLong firstAck(long since) {
            return client.frames("ack").stream()
                    .filter(ack -> {
                        Asked request = asked.get(ack.text("id"));
                        return request != null && request.at() >= since;
                    })
                    .mapToLong(Frame::receivedAt)
                    .min();
        }

        void stop() {
            writing = false;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        void judge(String gateway) {
            assertThat(client.isOpen()).as("the connection of %s", conversation).isTrue();
            awaitAnswers();
            List<LogEntry> log = LogEntry.read(gateway, user, ConversationId.parse(conversation));
            assertThat(log.stream().map(LogEntry::seq))
                    .as("seqs of %s", conversation)
                    .isEqualTo(LongStream.rangeClosed(1, log.size()).boxed().toList());
            assertThat(log.stream().map(LogEntry::text))
                    .as("texts of %s", conversation)
                    .doesNotHaveDuplicates();
            Map<Long, String> texts = new HashMap<>();
            log.forEach(entry -> texts.put(entry.seq(), entry.text()));
            for (Frame ack : client.frames("ack")) {
                assertThat(texts.get(ack.number("seq")))
                        .as("what was acknowledged as %s %d", conversation, ack.number("seq"))
                        .isEqualTo(asked.get(ack.text("id")).text());
            }
        }

        /// Each request has exactly one answer, also those that went into the fault.
        private void awaitAnswers() {
            await().atMost(Duration.ofSeconds(12)).untilAsserted(() -> {
                List<String> answered = new ArrayList<>();
                client.frames().stream()
                        .filter(frame -> asked.containsKey(frame.text("id")))
                        .forEach(frame -> answered.add(frame.text("id")));
                assertThat(answered)
                        .as("answers of %s", conversation)
                        .doesNotHaveDuplicates()
                        .hasSize(asked.size());
            });
        }

        @Override
        public void close() {
            writing = false;
            client.close();
        }
    }
}
