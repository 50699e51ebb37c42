package dev.dewberry.storage.replica;

import static dev.dewberry.storage.rig.StorageRig.change;
import static dev.dewberry.storage.rig.StorageRig.create;
import static dev.dewberry.storage.rig.StorageRig.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// One pair of servers for all, each test with users of its own.
@ExtendWith(Servers.class)
class ReplicaIT {

    private static final String ENOUGH = "enough";
    private static final String BEHIND = "behind";
    private static final String FAILED = "failed";
    private static final String OUT = "out";
    private static final Duration SOON = Duration.ofSeconds(20);

    private static ReplicatedStore store;
    private static long users = 100;

    private final UserId ann = new UserId(users++);
    private final UserId bob = new UserId(users++);
    private final ConversationId direct = ConversationId.direct(ann, bob);
    private final ConversationId group = ConversationId.group(users++);
    private int sent;

    @BeforeAll
    static void start(Redis redis) throws SQLException {
        store = new ReplicatedStore(redis);
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @BeforeEach
    void fill() throws SQLException {
        talk(30);
        store.catchUp();
        store.look();
        assertThat(store.replica.isUsable()).isTrue();
    }

    @AfterEach
    void mend() throws SQLException {
        store.secondary.start();
        store.onReplica("STOP SLAVE");
        store.onReplica("CHANGE MASTER TO MASTER_DELAY = 0");
        store.onReplica("START SLAVE");
        store.catchUp();
        store.look();
    }

    @Test
    void shouldReadHistoryAndListsFromAReplicaThatKeepsUp() throws SQLException {
        store.onReplica("UPDATE event SET content = '{\"kind\":\"text\",\"text\":\"of the replica\"}'"
                + " WHERE conversation = '" + direct + "' AND seq IN (7, 30)");

        assertThat(page(0).toString()).contains("of the replica").contains("text 6");
        assertThat(store.list(ann).toString()).contains("of the replica");
    }

    @Test
    void shouldLackNothingThatWasAcknowledgedJustNow() {
        double before = store.reads(ENOUGH);

        for (int i = 0; i < 40; i++) {
            talk(1);
            assertThat(seqs(page(0))).endsWith(30L + i + 1);
            assertThat(head(store.list(bob))).isEqualTo(30 + i + 1);
        }
        assertThat(store.reads(ENOUGH)).isGreaterThan(before);
    }

    @Test
    void shouldReadFromThePrimaryWhatAReplicaThatAppliesNothingLacks() throws SQLException {
        UserId cat = new UserId(users++);
        ConversationId quiet = ConversationId.direct(ann, cat);
        store.rig.handle(send(cat, quiet, "quiet", "long ago"));
        store.catchUp();
        store.onReplica("STOP SLAVE SQL_THREAD");
        talk(5);

        double enough = store.reads(ENOUGH);
        double behind = store.reads(BEHIND);
        assertThat(seqs(page(0))).isEqualTo(range(35));
        assertThat(store.reads(BEHIND)).isEqualTo(behind + 1);
        assertThat(store.history(cat, quiet, 0L).toString()).contains("long ago");
        assertThat(store.reads(ENOUGH)).isEqualTo(enough + 1);
        assertThat(head(store.list(bob))).isEqualTo(35);
    }

    @Test
    void shouldKeepAReplicaOutWhileItIsTooFarBehindAndTakeItBack() throws SQLException {
        store.onReplica("STOP SLAVE SQL_THREAD");
        talk(1);
        await().atMost(SOON).untilAsserted(() -> {
            store.look();
            assertThat(store.replica.isUsable()).isFalse();
        });
        assertThat(gauge("dewberry.storage.replica.lag")).isGreaterThan(2);

        double out = store.reads(OUT);
        assertThat(seqs(page(0))).isEqualTo(range(31));
        assertThat(store.reads(OUT)).isEqualTo(out + 1);

        store.onReplica("START SLAVE SQL_THREAD");
        store.catchUp();
        store.look();
        assertThat(gauge("dewberry.storage.replica.lag")).isZero();
        assertThat(gauge("dewberry.storage.replica.usable")).isEqualTo(1);
        double enough = store.reads(ENOUGH);
        assertThat(seqs(page(0))).isEqualTo(range(31));
        assertThat(store.reads(ENOUGH)).isEqualTo(enough + 1);
    }

    @Test
    void shouldReadRightFromADelayedReplica() throws SQLException {
        store.onReplica("STOP SLAVE");
        store.onReplica("CHANGE MASTER TO MASTER_DELAY = 2");
        store.onReplica("START SLAVE");

        talk(3);
        assertThat(seqs(page(0))).isEqualTo(range(33));
        assertThat(head(store.list(ann))).isEqualTo(33);
        double enough = store.reads(ENOUGH);
        store.catchUp();
        assertThat(seqs(page(0))).isEqualTo(range(33));
        assertThat(head(store.list(ann))).isEqualTo(33);
        assertThat(store.reads(ENOUGH)).isGreaterThanOrEqualTo(enough + 2);
    }

    @Test
    void shouldShowNothingThatWasErasedNorAGroupThatOneHasLeft() throws SQLException {
        store.rig.handle(create(ann, group, "group", bob));
        store.catchUp();
        store.onReplica("STOP SLAVE SQL_THREAD");
        store.onPrimary("UPDATE conversation c JOIN event e ON e.conversation = c.id AND e.seq = 7"
                + " SET c.erasures = c.erasures + 1, e.content = '{\"kind\":\"erased\"}' WHERE c.id = '" + direct
                + "'");
        store.rig.handle(change(ann, group, "remove", 1, Command.Change.REMOVE, bob));

        assertThat(page(0).toString()).contains("erased").doesNotContain("text 7\"");
        assertThat(store.list(bob).toString()).doesNotContain(group.toString());
        assertThat(seqs(store.history(ann, group, 0L))).isEqualTo(range(2));
        assertThatThrownBy(() -> store.history(bob, group, 0L)).isInstanceOf(DewberryException.class);
    }

    @Test
    void shouldReadFromThePrimaryWhileTheReplicaIsGone() {
        store.secondary.kill();

        double failed = store.reads(FAILED);
        long start = System.nanoTime();
        assertThat(seqs(page(0))).isEqualTo(range(30));
        assertThat(head(store.list(ann))).isEqualTo(30);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        // The second read asked it no more.
        assertThat(store.reads(FAILED)).isEqualTo(failed + 1);
        store.look();
        assertThat(store.replica.isUsable()).isFalse();

        store.secondary.start();
        await().atMost(SOON).untilAsserted(() -> {
            store.look();
            assertThat(store.replica.isUsable()).isTrue();
        });
        double enough = store.reads(ENOUGH);
        assertThat(seqs(page(0))).isEqualTo(range(30));
        assertThat(store.reads(ENOUGH)).isEqualTo(enough + 1);
    }

    @Test
    void shouldNotWaitForAReplicaThatHangs() throws IOException, InterruptedException {
        page(0);
        signal("STOP");
        try {
            long start = System.nanoTime();
            assertThat(seqs(page(0))).isEqualTo(range(30));
            assertThat(head(store.list(ann))).isEqualTo(30);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        } finally {
            signal("CONT");
        }
        await().atMost(SOON).untilAsserted(() -> {
            store.look();
            assertThat(store.replica.isUsable()).isTrue();
        });
    }

    @Test
    void shouldNotAskAReplicaOfAnotherStore() throws SQLException {
        store.onReplica("UPDATE meta SET value = 'another' WHERE name = 'epoch'");
        try {
            double enough = store.reads(ENOUGH);
            assertThat(seqs(page(0))).isEqualTo(range(30));
            assertThat(head(store.list(ann))).isEqualTo(30);
            assertThat(store.reads(ENOUGH)).isEqualTo(enough);
            store.look();
            assertThat(store.replica.isUsable()).isFalse();
        } finally {
            String epoch = epoch();
            store.onReplica("UPDATE meta SET value = '" + epoch + "' WHERE name = 'epoch'");
        }
    }

    private void talk(int events) {
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            sent++;
            appends.add(send(ann, direct, ann + "-" + sent, "text " + sent));
        }
        store.rig.handle(appends.toArray(new Append[0]));
    }

    private JsonNode page(long after) {
        return store.history(ann, direct, after);
    }

    private static List<Long> seqs(JsonNode page) {
        return StreamSupport.stream(page.get("events").spliterator(), false)
                .map(event -> event.get("seq").longValue())
                .toList();
    }

    private long head(JsonNode list) {
        return StreamSupport.stream(list.get("items").spliterator(), false)
                .filter(item -> item.get("conversation").stringValue().equals(direct.toString()))
                .mapToLong(item -> item.get("headSeq").longValue())
                .findFirst()
                .orElseThrow();
    }

    private static List<Long> range(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static double gauge(String name) {
        return store.rig.meters.get(name).gauge().value();
    }

    private static String epoch() throws SQLException {
        try (Connection connection = store.rig.schema.connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT value FROM meta WHERE name = 'epoch'")) {
            row.next();
            return row.getString(1);
        }
    }

    private static void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(store.secondary.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
