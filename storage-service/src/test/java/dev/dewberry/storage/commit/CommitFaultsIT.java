package dev.dewberry.storage.commit;

import static dev.dewberry.storage.rig.StorageRig.done;
import static dev.dewberry.storage.rig.StorageRig.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.storage.rig.StorageRig;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

@ExtendWith(Servers.class)
class CommitFaultsIT {

    private static final UserId ANN = new UserId(51);
    private static final UserId BOB = new UserId(52);
    private static final ConversationId DIRECT = ConversationId.direct(ANN, BOB);

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
    void shouldTryAgainAfterALockTimeout() throws Exception {
        rig.handle(send(ANN, DIRECT, "1", "one"));
        CountDownLatch locked = new CountDownLatch(1);
        Thread holder = Thread.ofVirtual().start(() -> {
            try (Connection connection = rig.schema.connection()) {
                connection.setAutoCommit(false);
                connection
                        .createStatement()
                        .executeQuery("SELECT * FROM conversation WHERE id = '" + DIRECT + "' FOR UPDATE");
                locked.countDown();
                // Longer than a lock is waited for (5 s).
                Thread.sleep(6500);
                connection.rollback();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        locked.await();

        rig.handle(send(ANN, DIRECT, "2", "two"));

        holder.join();
        assertThat(rig.committed(DIRECT)).hasSize(2);
    }

    @Test
    void shouldLeaveOutOnlyWhatCanNeverBeCommitted() {
        String tooLong = "x".repeat(100);

        rig.handle(send(ANN, DIRECT, "a", "1"), send(ANN, DIRECT, tooLong, "2"), send(ANN, DIRECT, "c", "3"));

        assertThat(rig.committed(DIRECT))
                .extracting(entry -> ((Committed.Event) entry).clientId())
                .containsExactly("a", "c");
    }

    @Test
    void shouldCommitALargeBatchOfLargeTexts() {
        String text = "\uD83D\uDE00".repeat(Limits.TEXT_CHARACTERS);
        List<Append> appends = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            appends.add(send(ANN, DIRECT, "big" + i, text));
        }

        rig.handle(appends.toArray(new Append[0]));

        assertThat(rig.committed(DIRECT)).hasSize(300);
    }

    @Test
    void shouldPublishInOrderWhatCouldNotBePublishedAtOnce() {
        rig.handle(send(ANN, DIRECT, "a", "1"));
        int partition = rig.partitions.of(DIRECT);
        redis.call(commands -> commands.set(BusKeys.published(partition), "not a number, so that publishing fails"));
        try {
            rig.handle(send(ANN, DIRECT, "b", "2"));
        } catch (RuntimeException expected) {
            assertThat(rig.committed(DIRECT)).hasSize(1);
        }
        redis.call(commands -> commands.set(BusKeys.published(partition), "1"));

        rig.handle(send(ANN, DIRECT, "b", "2"), send(ANN, DIRECT, "c", "3"));

        assertThat(rig.committed(DIRECT).stream()
                        .filter(Committed.Event.class::isInstance)
                        .map(entry -> ((Committed.Event) entry).seq()))
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void shouldSkipNumbersThatWereUsedBeforeABackupWasRestored() {
        int partition = rig.partitions.of(DIRECT);
        redis.call(commands -> commands.set(BusKeys.published(partition), "1000"));
        rig.take(partition);

        rig.handle(send(ANN, DIRECT, "a", "1"));

        assertThat(rig.committed(DIRECT)).hasSize(1);
        assertThat(redis.<String>call(commands -> commands.get(BusKeys.published(partition))))
                .isEqualTo("1001");
    }

    @Test
    void shouldSpreadItsConnectionsOverThreads() {
        Set<String> threads = new ConcurrentSkipListSet<>();
        done(Flux.range(0, 6)
                .flatMap(
                        _ -> rig.database.with(session -> session.query("SELECT SLEEP(0.3)", List.of(), _ -> 1)
                                .next()
                                .doOnNext(
                                        _ -> threads.add(Thread.currentThread().getName()))),
                        6)
                .then());

        assertThat(threads).hasSizeGreaterThan(1);
    }
}
