package dev.dewberry.storage.app;

import static dev.dewberry.storage.rig.StorageRig.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.bus.StreamCaps;
import dev.dewberry.platform.bus.StreamMemory;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.AppendCodec;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.CommittedCodec;
import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import io.lettuce.core.Range;
import io.lettuce.core.XTrimArgs;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// The whole service between the appends and the committed streams, seen by what lies in streams and
/// tables alone. Also run in containers, with each kind of server that is supported.
@ExtendWith(Servers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommitPathIT {

    private static final Partitions PARTITIONS = new Partitions(4);
    private static final Duration SOON = Duration.ofSeconds(20);

    private Redis redis;
    private Database schema;
    private ConfigurableApplicationContext service;
    private long lastUser = 7000;
    private UserId ann;
    private ConversationId direct;

    @BeforeAll
    void start(MariaDb mariaDb, Redis server) {
        redis = server;
        redis.freshUri();
        schema = mariaDb.createDatabase("storage");
        List<String> arguments = new ArrayList<>();
        schema.springProperties().forEach(property -> arguments.add("--" + property));
        arguments.add("--dewberry.bus.uri=" + redis.uri());
        arguments.add("--dewberry.bus.partitions=" + PARTITIONS.count());
        arguments.add("--dewberry.security.service-key=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
        arguments.add("--server.port=0");
        arguments.add("--server.address=127.0.0.1");
        service = new SpringApplicationBuilder(StorageApplication.class).run(arguments.toArray(new String[0]));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @BeforeEach
    void newConversation() {
        ann = new UserId(++lastUser);
        direct = ConversationId.direct(ann, new UserId(++lastUser));
    }

    @Test
    void shouldCommitAndPublishInOrderWhatIsAppended() throws SQLException {
        append(direct, texts("a", 50));

        await().atMost(SOON).untilAsserted(() -> assertThat(published(direct)).isEqualTo(upTo(50)));
        assertThat(stored(direct)).isEqualTo(upTo(50));
        await().atMost(SOON).until(() -> redis.<Long>call(r -> r.xlen(BusKeys.appends(PARTITIONS.of(direct)))) == 0);
    }

    @Test
    void shouldNotCommitTwiceWhatIsAppendedTwice() throws SQLException {
        append(direct, texts("a", 5));
        append(direct, texts("a", 6));

        await().atMost(SOON).until(() -> published(direct).size() == 6);
        assertThat(stored(direct)).isEqualTo(upTo(6));
    }

    @Test
    void shouldTakeAPartitionAgainThatAnotherTookWithoutItsKnowing() throws SQLException {
        append(direct, texts("before", 1));
        await().atMost(SOON).until(() -> published(direct).size() == 1);
        String owner = owner();

        try (Connection connection = schema.connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE partition_head SET owner = 'another', commit_no = commit_no + 1"
                    + " WHERE partition_no = " + PARTITIONS.of(direct));
        }
        append(direct, texts("after", 3));

        await().atMost(SOON).untilAsserted(() -> assertThat(published(direct)).isEqualTo(upTo(4)));
        assertThat(stored(direct)).isEqualTo(upTo(4));
        assertThat(owner()).isEqualTo(owner);
    }

    @Test
    void shouldPublishAgainByItselfWhatAWipedRedisHad() throws SQLException {
        append(direct, texts("before", 3));
        await().atMost(SOON).until(() -> published(direct).size() == 3);

        redis.restartEmpty();

        await().atMost(SOON).untilAsserted(() -> assertThat(published(direct)).isEqualTo(upTo(3)));
        append(direct, texts("after", 2));
        await().atMost(SOON).untilAsserted(() -> assertThat(published(direct)).isEqualTo(upTo(5)));
        assertThat(stored(direct)).isEqualTo(upTo(5));
    }

    /// Memory stays bounded where message-service does not keep up; nothing is lost by that, and nobody
    /// else waits.
    @Test
    void shouldStopAtACommittedStreamsCapAndGoOnWhenItWasRead() throws SQLException {
        int small = 80;
        int large = 1500;
        int count = small + large;
        int partition = PARTITIONS.of(direct);
        // The size of a stream must not be judged by its head.
        append(direct, texts("small", small));
        await().atMost(SOON).until(() -> published(direct).size() == small);
        String text = "x".repeat(7900);
        append(direct, IntStream.range(0, large).mapToObj(i -> text + i).toList());

        awaitStandstill(partition);

        assertThat(memory(BusKeys.committed(partition))).isBetween(StreamCaps.COMMITTED, 4 * StreamCaps.COMMITTED);
        assertThat(stored(direct).size()).isLessThan(count);
        ConversationId elsewhere = conversationOfAnotherPartition(partition);
        append(elsewhere, texts("not touched", 3));
        await().atMost(Duration.ofSeconds(5)).until(() -> published(elsewhere).size() == 3);

        List<Long> read = new ArrayList<>();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    read.addAll(readAndTrim(direct));
                    return read.size() >= count;
                });

        assertThat(read).isEqualTo(upTo(count));
        assertThat(stored(direct)).isEqualTo(upTo(count));
    }

    /// Appends are waiting, and for a second none is taken.
    private void awaitStandstill(int partition) {
        await().atMost(SOON).until(() -> memory(BusKeys.committed(partition)) > StreamCaps.COMMITTED);
        await().atMost(SOON).during(Duration.ofSeconds(1)).until(() -> {
            long before = redis.<Long>call(r -> r.xlen(BusKeys.appends(partition)));
            // Whether something stands still shows only in time.
            Thread.sleep(200);
            long after = redis.<Long>call(r -> r.xlen(BusKeys.appends(partition)));
            return before == after && after > 0;
        });
    }

    private ConversationId conversationOfAnotherPartition(int partition) {
        ConversationId other;
        do {
            other = ConversationId.direct(ann, new UserId(++lastUser));
        } while (PARTITIONS.of(other) == partition);
        return other;
    }

    private static List<String> texts(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
    }

    private static List<Long> upTo(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    /// One entry each; what tells them apart, the end of the text, is the clientId too.
    private void append(ConversationId conversation, List<String> texts) {
        redis.call(r -> {
            for (String text : texts) {
                String clientId = text.substring(Math.max(0, text.length() - 20));
                r.xadd(
                        BusKeys.appends(PARTITIONS.of(conversation)),
                        Map.of("r", AppendCodec.encode(send(ann, conversation, clientId, text))));
            }
            return texts.size();
        });
    }

    private List<Long> published(ConversationId conversation) {
        return seqs(
                redis.call(r -> r.xrange(BusKeys.committed(PARTITIONS.of(conversation)), Range.unbounded())).stream()
                        .map(message -> message.getBody().get("r"))
                        .toList(),
                conversation);
    }

    /// As message-service does: what was read is trimmed.
    private List<Long> readAndTrim(ConversationId conversation) {
        String stream = BusKeys.committed(PARTITIONS.of(conversation));
        return redis.call(r -> {
            var messages = r.xrange(stream, Range.unbounded());
            if (messages.isEmpty()) {
                return List.of();
            }
            String[] last = messages.getLast().getId().split("-", 2);
            r.xtrim(stream, XTrimArgs.Builder.minId(last[0] + "-" + (Long.parseLong(last[1]) + 1)));
            return seqs(
                    messages.stream().map(message -> message.getBody().get("r")).toList(), conversation);
        });
    }

    private static List<Long> seqs(List<String> entries, ConversationId conversation) {
        return entries.stream()
                .flatMap(String::lines)
                .map(CommittedCodec::decode)
                .filter(record -> record instanceof Committed.Event)
                .map(Committed.Event.class::cast)
                .filter(event -> event.conversation().equals(conversation))
                .map(Committed.Event::seq)
                .toList();
    }

    private List<Long> stored(ConversationId conversation) throws SQLException {
        try (Connection connection = schema.connection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT seq FROM event WHERE conversation = ? ORDER BY seq")) {
            select.setString(1, conversation.toString());
            List<Long> seqs = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    seqs.add(rows.getLong(1));
                }
            }
            return seqs;
        }
    }

    private String owner() throws SQLException {
        try (Connection connection = schema.connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT owner FROM partition_head WHERE partition_no = " + PARTITIONS.of(direct))) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private long memory(String stream) {
        Long bytes = redis.call(r -> StreamMemory.of(r.getStatefulConnection().async(), stream)
                .toCompletableFuture()
                .join());
        return bytes == null ? 0 : bytes;
    }
}
