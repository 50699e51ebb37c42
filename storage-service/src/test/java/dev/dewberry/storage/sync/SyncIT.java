package dev.dewberry.storage.sync;

import static dev.dewberry.storage.rig.StorageRig.change;
import static dev.dewberry.storage.rig.StorageRig.create;
import static dev.dewberry.storage.rig.StorageRig.read;
import static dev.dewberry.storage.rig.StorageRig.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.storage.rig.StorageRig;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(Servers.class)
class SyncIT {

    private static final UserId ANN = new UserId(31);
    private static final UserId BOB = new UserId(32);
    private static final UserId CAT = new UserId(33);
    private static final ConversationId DIRECT = ConversationId.direct(ANN, BOB);
    private static final ConversationId GROUP = ConversationId.group(9);

    private StorageRig rig;

    @BeforeEach
    void start(MariaDb mariaDb, Redis redis) {
        rig = StorageRig.start(mariaDb, redis);
        rig.takeAll();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void shouldShowEverythingOnceThenOnlyWhatChanged() {
        rig.handle(send(ANN, DIRECT, "a", "1"), send(BOB, DIRECT, "a", "2"), send(BOB, DIRECT, "b", "3"));
        rig.clock.pass(Duration.ofSeconds(1));
        rig.handle(create(ANN, GROUP, "g", BOB, CAT));

        JsonNode first = SyncProbe.since(rig, ANN, null, 20, 50);

        assertThat(conversations(first)).containsExactly("g:9", "d:31:32");
        JsonNode direct = first.get("items").get(1);
        assertThat(direct.get("kind").stringValue()).isEqualTo("direct");
        assertThat(direct.get("name").isNull()).isTrue();
        assertThat(direct.get("headSeq").longValue()).isEqualTo(3);
        assertThat(direct.get("readSeq").longValue()).isEqualTo(1);
        assertThat(direct.get("unread").longValue()).isEqualTo(2);
        assertThat(direct.get("events")).hasSize(3);
        assertThat(direct.get("marks").toString())
                .isEqualTo(
                        "[{\"user\":\"31\",\"delivered\":1,\"read\":1},{\"user\":\"32\",\"delivered\":3,\"read\":3}]");
        assertThat(first.get("items").get(0).get("name").stringValue()).isEqualTo("Chess");
        assertThat(first.get("more").booleanValue()).isFalse();

        JsonNode nothing = SyncProbe.since(rig, ANN, cursor(first), 20, 50);
        assertThat(conversations(nothing)).isEmpty();

        rig.handle(read(ANN, DIRECT, 2));
        JsonNode marked = SyncProbe.since(rig, ANN, cursor(nothing), 1, 50);
        assertThat(conversations(marked)).containsExactly("d:31:32");
        assertThat(marked.get("items").get(0).get("unread").longValue()).isEqualTo(1);
        assertThat(marked.get("items").get(0).get("events")).hasSize(1);

        rig.handle(read(BOB, GROUP, 1), send(CAT, GROUP, "c", "hello", 1));
        assertThat(conversations(SyncProbe.since(rig, ANN, cursor(marked), 0, 50)))
                .containsExactly("g:9");
        assertThat(conversations(SyncProbe.since(rig, ANN, cursor(first), 0, 50)))
                .containsExactlyInAnyOrder("g:9", "d:31:32");
    }

    @Test
    void shouldTellOfConversationsThatOneHasLeftOnce() {
        rig.handle(create(ANN, GROUP, "g", BOB, CAT));
        JsonNode first = SyncProbe.since(rig, BOB, null, 20, 50);
        rig.handle(change(ANN, GROUP, "out", 1, Command.Change.REMOVE, BOB));

        JsonNode second = SyncProbe.since(rig, BOB, cursor(first), 20, 50);
        assertThat(second.get("items").toString()).isEqualTo("[{\"conversation\":\"g:9\",\"left\":true}]");
        rig.handle(send(ANN, GROUP, "s", "secret", 2));

        assertThat(conversations(SyncProbe.since(rig, BOB, cursor(second), 20, 50)))
                .isEmpty();
        assertThat(conversations(SyncProbe.since(rig, BOB, null, 20, 50))).isEmpty();
        rig.handle(change(ANN, GROUP, "in", 2, Command.Change.ADD, BOB));
        JsonNode back = SyncProbe.since(rig, BOB, cursor(second), 20, 50);
        assertThat(back.get("items").get(0).get("unread").longValue()).isZero();
    }

    @Test
    void shouldPageThroughAllWithoutLeavingOut() {
        for (int i = 0; i < 25; i++) {
            rig.clock.pass(Duration.ofMillis(i % 3));
            rig.handle(send(ANN, ConversationId.direct(ANN, new UserId(100 + i)), "a" + i, "hi " + i));
        }
        List<String> seen = new ArrayList<>();
        String cursor = null;
        boolean more = true;
        while (more) {
            JsonNode page = SyncProbe.since(rig, ANN, cursor, 1, 4);
            assertThat(conversations(page)).hasSizeLessThanOrEqualTo(4);
            seen.addAll(conversations(page));
            cursor = cursor(page);
            more = page.get("more").booleanValue();
        }
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(conversations(SyncProbe.since(rig, ANN, cursor, 0, 50))).isEmpty();

        List<String> listed = new ArrayList<>();
        String next = null;
        do {
            JsonNode page = SyncProbe.list(rig, ANN, next, 7);
            listed.addAll(conversations(page));
            next = page.get("next").isNull() ? null : page.get("next").stringValue();
        } while (next != null);
        assertThat(listed).isEqualTo(seen);
    }

    /// Somebody keeps writing while somebody else keeps syncing with small pages: in the end he knows
    /// every head.
    @Test
    void shouldNeverLeaveOutWhatChangesMeanwhile() throws InterruptedException {
        AtomicBoolean writing = new AtomicBoolean(true);
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 150; i++) {
                rig.clock.pass(Duration.ofMillis(1));
                rig.handle(
                        send(BOB, ConversationId.direct(ANN, BOB), "x" + i, "x"),
                        send(ANN, ConversationId.direct(ANN, new UserId(200 + i * 7 % 20)), "y" + i, "y"));
            }
            writing.set(false);
        });
        Map<String, Long> heads = new HashMap<>();
        String cursor = null;
        boolean last = false;
        while (true) {
            boolean finished = !writing.get();
            JsonNode page = SyncProbe.since(rig, ANN, cursor, 0, 3);
            page.get("items")
                    .forEach(item -> heads.merge(
                            item.get("conversation").stringValue(),
                            item.get("headSeq").longValue(),
                            Math::max));
            cursor = cursor(page);
            if (!page.get("more").booleanValue()) {
                if (last) {
                    break;
                }
                last = finished;
            }
        }
        writer.join();
        JsonNode truth = SyncProbe.since(rig, ANN, null, 0, 200);
        assertThat(truth.get("items")).hasSize(21);
        truth.get("items")
                .forEach(item -> assertThat(heads)
                        .containsEntry(
                                item.get("conversation").stringValue(),
                                item.get("headSeq").longValue()));
    }

    @Test
    void shouldCountAsUnreadOnlyWhatOthersSay() {
        rig.handle(create(ANN, GROUP, "g", BOB));
        rig.handle(change(ANN, GROUP, "m", 1, Command.Change.ADD, CAT));
        rig.handle(send(ANN, GROUP, "1", "one", 2), send(BOB, GROUP, "2", "two", 2), send(ANN, GROUP, "3", "three", 2));

        assertThat(unread(ANN)).isZero();
        assertThat(unread(BOB)).isEqualTo(1);
        assertThat(unread(CAT)).isEqualTo(3);
        rig.handle(read(CAT, GROUP, 3));
        assertThat(unread(CAT)).isEqualTo(2);
    }

    @Test
    void shouldRefuseForeignCursorsAndStartAgainAfterARestore() {
        rig.handle(send(ANN, DIRECT, "a", "1"));

        for (String foreign : List.of("", "x", "äöü", "MXx8fA", "AAAA")) {
            assertThatThrownBy(() -> SyncProbe.since(rig, ANN, foreign, 0, 50))
                    .isInstanceOfSatisfying(
                            DewberryException.class,
                            error -> assertThat(error.code()).isEqualTo(ErrorCode.BAD_FRAME));
        }
        var ahead = new java.util.TreeMap<Integer, Long>(Map.of(rig.partitions.of(DIRECT), 99999L));
        String fromTheFuture =
                SyncCursor.done(new dev.dewberry.storage.hot.Moment(ahead)).encode();
        assertThat(conversations(SyncProbe.since(rig, ANN, fromTheFuture, 0, 50)))
                .containsExactly("d:31:32");
    }

    private long unread(UserId user) {
        return SyncProbe.since(rig, user, null, 0, 50)
                .get("items")
                .get(0)
                .get("unread")
                .longValue();
    }

    private static List<String> conversations(JsonNode page) {
        List<String> all = new ArrayList<>();
        page.get("items").forEach(item -> all.add(item.get("conversation").stringValue()));
        return all;
    }

    private static @Nullable String cursor(JsonNode page) {
        return page.get("cursor").stringValue();
    }
}
