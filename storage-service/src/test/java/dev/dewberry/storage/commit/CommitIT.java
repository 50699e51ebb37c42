package dev.dewberry.storage.commit;

import static dev.dewberry.storage.rig.StorageRig.change;
import static dev.dewberry.storage.rig.StorageRig.create;
import static dev.dewberry.storage.rig.StorageRig.done;
import static dev.dewberry.storage.rig.StorageRig.read;
import static dev.dewberry.storage.rig.StorageRig.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.storage.history.History;
import dev.dewberry.storage.rig.StorageRig;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.class)
class CommitIT {

    /// More than a driver reads ahead.
    private static final int MANY = 400;

    private static final UserId ANN = new UserId(11);
    private static final UserId BOB = new UserId(12);
    private static final UserId CAT = new UserId(13);
    private static final ConversationId DIRECT = ConversationId.direct(ANN, BOB);
    private static final ConversationId GROUP = ConversationId.group(5);

    private StorageRig rig;
    private Redis redis;

    @BeforeEach
    void start(MariaDb mariaDb, Redis server) {
        redis = server;
        rig = StorageRig.start(mariaDb, server);
        rig.takeAll();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void shouldCommitPublishAndShowASend() {
        rig.handle(send(ANN, DIRECT, "a", "hi"), send(BOB, DIRECT, "a", "ho"));

        assertThat(rig.committed(DIRECT))
                .extracting(entry -> ((Committed.Event) entry).seq())
                .containsExactly(1L, 2L);
        assertThat(history(ANN, DIRECT))
                .contains("\"text\":\"hi\"", "\"text\":\"ho\"", "\"more\":false", "\"clientId\":\"a\"");
    }

    @Test
    void shouldCommitARepeatedSendOnce() {
        rig.handle(send(ANN, DIRECT, "a", "hi"));
        rig.handle(send(ANN, DIRECT, "a", "hi"), send(ANN, DIRECT, "b", "new"), send(ANN, DIRECT, "a", "other"));

        List<Committed> entries = rig.committed(DIRECT);
        assertThat(entries).hasSize(4);
        Committed.Event first = (Committed.Event) entries.getFirst();
        assertThat(entries.get(1)).isInstanceOfSatisfying(Committed.Duplicate.class, duplicate -> {
            assertThat(duplicate.seq()).isEqualTo(1);
            assertThat(duplicate.event()).isEqualTo(first.event());
            assertThat(duplicate.at()).isEqualTo(first.at());
        });
        assertThat(((Committed.Event) entries.get(2)).seq()).isEqualTo(2);
        assertThat(((Committed.Refused) entries.get(3)).code()).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void shouldTellClientIdsApartByteForByte() {
        rig.handle(send(ANN, DIRECT, "id", "1"));
        rig.handle(send(ANN, DIRECT, "ID", "2"), send(ANN, DIRECT, "😀", "3"));
        rig.handle(send(ANN, DIRECT, "😁", "4"));

        assertThat(rig.committed(DIRECT)).allSatisfy(entry -> assertThat(entry).isInstanceOf(Committed.Event.class));
        assertThat(rig.committed(DIRECT)).hasSize(4);
    }

    @Test
    void shouldKeepGroupsAndTheirMembers() {
        rig.handle(create(ANN, GROUP, "g", BOB));
        rig.handle(create(ANN, ConversationId.group(6), "g", BOB));
        rig.handle(send(BOB, GROUP, "x", "in", 1), send(CAT, GROUP, "x", "out", 0));
        rig.handle(change(ANN, GROUP, "add", 1, Command.Change.ADD, CAT));
        rig.handle(send(CAT, GROUP, "y", "in now", 2));
        rig.handle(change(ANN, GROUP, "leave", 2, Command.Change.LEAVE));
        rig.handle(send(ANN, GROUP, "z", "gone", 2));

        List<Committed> entries = rig.committed(GROUP);
        assertThat(entries)
                .extracting(entry -> entry.getClass().getSimpleName())
                .containsExactly("Event", "Event", "Refused", "Event", "Event", "Event", "Event", "Refused");
        assertThat(history(CAT, GROUP)).contains("\"change\":\"role\",\"role\":\"owner\"");
        assertThatThrownBy(() -> history(ANN, GROUP)).hasMessageContaining("no such");
        assertThat(done(new dev.dewberry.storage.conversation.MemberList(rig.database).json(GROUP)))
                .isEqualTo("{\"conversation\":\"g:5\",\"kind\":\"group\",\"version\":4,\"headSeq\":6,\"members\":["
                        + "{\"user\":\"12\",\"role\":\"owner\"},{\"user\":\"13\",\"role\":\"member\"}]}");
    }

    @Test
    void shouldStoreMarksThatRise() {
        rig.handle(send(ANN, DIRECT, "a", "1"), send(ANN, DIRECT, "b", "2"), send(ANN, DIRECT, "c", "3"));
        rig.handle(read(BOB, DIRECT, 2));
        rig.handle(read(BOB, DIRECT, 1));
        rig.handle(read(CAT, DIRECT, 1));
        rig.handle(read(BOB, DIRECT, 99));

        assertThat(rig.committed(DIRECT).subList(3, 5))
                .containsExactly(
                        new Committed.Marked(DIRECT, 0, BOB, 2, 2), new Committed.Marked(DIRECT, 0, BOB, 3, 3));
    }

    @Test
    void shouldFenceAStorageThatLostItsPartition() {
        rig.handle(send(ANN, DIRECT, "a", "1"));
        try (StorageRig heir = rig.another(redis)) {
            heir.takeAll();
            heir.handle(send(ANN, DIRECT, "b", "2"));

            assertThatThrownBy(() -> rig.handle(send(ANN, DIRECT, "c", "zombie")))
                    .isInstanceOf(FencedException.class);
            assertThat(rig.forgotten).containsExactly(rig.partitions.of(DIRECT));
            heir.handle(send(ANN, DIRECT, "c", "zombie"));
        }
        List<Committed> entries = rig.committed(DIRECT);
        assertThat(entries).extracting(entry -> ((Committed.Event) entry).seq()).containsExactly(1L, 2L, 3L);
        assertThat(entries)
                .extracting(entry -> Long.parseLong(((Committed.Event) entry).event()))
                .isSorted();
    }

    @Test
    void shouldPublishAgainWhatALostRedisHad() {
        rig.handle(send(ANN, DIRECT, "a", "1"));
        rig.handle(send(ANN, DIRECT, "b", "2"));
        rig.handle(create(ANN, GROUP, "g", BOB));
        redis.call(commands -> commands.flushall());

        rig.handle(send(ANN, DIRECT, "c", "3"));

        assertThat(rig.committed(DIRECT))
                .extracting(entry -> ((Committed.Event) entry).seq())
                .containsExactly(1L, 2L, 3L);
        redis.call(commands -> commands.flushall());
        rig.takeAll();
        assertThat(rig.committed(DIRECT))
                .hasSize(3)
                .allSatisfy(
                        entry -> assertThat(((Committed.Event) entry).origin()).isNull());
        assertThat(rig.committed(GROUP))
                .singleElement()
                .isInstanceOfSatisfying(
                        Committed.Event.class,
                        event -> assertThat(event.joined()).containsExactly(ANN, BOB));
    }

    /// Its members have to be looked up, and nothing else can be asked of a connection whose rows are still coming.
    @Test
    void shouldPublishANewGroupAgainWithMuchOfWhatFollowedIt() {
        rig.handle(create(ANN, GROUP, "g", BOB));
        rig.handle(IntStream.range(0, MANY)
                .mapToObj(i -> send(BOB, GROUP, "m" + i, "text " + i, 1))
                .toArray(Append[]::new));
        redis.call(commands -> commands.flushall());

        rig.takeAll();

        List<Committed> entries = rig.committed(GROUP);
        assertThat(entries).hasSize(1 + MANY);
        assertThat(entries.getFirst())
                .isInstanceOfSatisfying(
                        Committed.Event.class,
                        event -> assertThat(event.joined()).containsExactly(ANN, BOB));
    }

    @Test
    void shouldPublishWhatAPredecessorCommittedAndDidNotPublish() {
        rig.handle(send(ANN, DIRECT, "a", "1"));
        int partition = rig.partitions.of(DIRECT);
        redis.call(commands -> commands.set(dev.dewberry.platform.bus.BusKeys.published(partition), "0"));
        redis.call(commands -> commands.del(dev.dewberry.platform.bus.BusKeys.committed(partition)));

        try (StorageRig heir = rig.another(redis)) {
            heir.take(partition);
        }

        assertThat(rig.committed(DIRECT)).hasSize(1);
    }

    /// As one has who puts back last night's Redis.
    @Test
    void shouldPublishOnlyTheLastMinuteAgainWhereRedisIsOneOfLongAgo() {
        int partition = rig.partitions.of(DIRECT);
        rig.handle(send(ANN, DIRECT, "a", "1"));
        int later = 1 + 3_000;
        done(rig.database.with(session ->
                session.update("UPDATE partition_head SET commit_no = ? WHERE partition_no = ?", later, partition)));
        redis.call(commands ->
                commands.set(dev.dewberry.platform.bus.BusKeys.published(partition), Integer.toString(later)));
        rig.clock.pass(Duration.ofMinutes(2));
        rig.handle(send(ANN, DIRECT, "b", "2"));
        rig.clock.pass(Duration.ofSeconds(30));
        rig.handle(send(ANN, DIRECT, "c", "3"));
        redis.call(commands -> commands.set(dev.dewberry.platform.bus.BusKeys.published(partition), "1"));
        redis.call(commands -> commands.del(dev.dewberry.platform.bus.BusKeys.committed(partition)));
        rig.clock.pass(Duration.ofSeconds(45));

        try (StorageRig heir = rig.another(redis)) {
            heir.take(partition);
            heir.handle(send(ANN, DIRECT, "d", "4"));
        }

        assertThat(rig.committed(DIRECT))
                .extracting(entry -> ((Committed.Event) entry).seq())
                .containsExactly(3L, 4L);
    }

    @Test
    void shouldNeverMakeAHoleWhereTwoStoragesFightForAPartition() throws InterruptedException {
        try (StorageRig other = rig.another(redis)) {
            List<Thread> threads = new ArrayList<>();
            for (StorageRig one : List.of(rig, other)) {
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < 30; i++) {
                        try {
                            one.handle(send(ANN, DIRECT, "n" + i, "text " + i));
                        } catch (FencedException lost) {
                            one.take(one.partitions.of(DIRECT));
                            i--;
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        List<Long> seqs = rig.committed(DIRECT).stream()
                .filter(Committed.Event.class::isInstance)
                .map(entry -> ((Committed.Event) entry).seq())
                .distinct()
                .toList();
        assertThat(seqs).hasSize(30).isSorted().startsWith(1L).endsWith(30L);
    }

    private String history(UserId user, ConversationId conversation) {
        return done(new History(rig.database, rig.hot, rig.log).page(user, conversation, null, null, 50));
    }
}
