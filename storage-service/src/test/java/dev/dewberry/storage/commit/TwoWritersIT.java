package dev.dewberry.storage.commit;

import static dev.dewberry.storage.rig.StorageRig.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.storage.rig.StorageRig;
import dev.dewberry.testsupport.LocalMariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two storage-services that write to two servers of one Galera cluster, where no lock is seen by the other: it happens
/// for a
/// moment when the server that is written to changes.
@Tag("slow")
@ExtendWith(Servers.class)
class TwoWritersIT {

    private static final UserId ANN = new UserId(71);
    private static final UserId BOB = new UserId(72);
    private static final ConversationId DIRECT = ConversationId.direct(ANN, BOB);
    private static final int ROUNDS = 8;
    private static final int BATCHES = 25;

    private static LocalMariaDb first;
    private static LocalMariaDb second;
    private static StorageRig one;
    private static StorageRig other;

    private final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    @BeforeAll
    static void start(Redis redis) throws IOException {
        int firstPort = freePort();
        int secondPort = freePort();
        String members = "127.0.0.1:" + firstPort + ",127.0.0.1:" + secondPort;
        List<String> options = new ArrayList<>(galera(members, firstPort));
        options.add("--wsrep-new-cluster");
        first = LocalMariaDb.with(options.toArray(String[]::new));
        first.start();
        second = first.another(galera(members, secondPort).toArray(String[]::new));
        second.start();
        one = StorageRig.start(first, redis);
        other = one.another(redis, "127.0.0.1:" + second.port() + ",127.0.0.1:" + first.port());
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        second.kill();
        first.kill();
    }

    @Test
    void shouldKeepOneOrderWithoutLossWhileTheyTakeThePartitionsFromEachOther() throws SQLException {
        assertThat(clusterSize()).isEqualTo(2);
        for (int round = 0; round < ROUNDS; round++) {
            StorageRig before = round % 2 == 0 ? other : one;
            StorageRig next = round % 2 == 0 ? one : other;
            CompletableFuture<Void> zombie = CompletableFuture.runAsync(() -> talk(before));
            // What meets the other's transaction fails, and is tried again as its caller does it.
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
                next.takeAll();
                return true;
            });
            talk(next);
            zombie.join();
        }

        List<String> log = log();
        assertThat(acknowledged).hasSizeGreaterThan(ROUNDS * BATCHES / 2);
        assertThat(refused).hasPositiveValue();
        assertThat(log).doesNotHaveDuplicates().containsAll(acknowledged);
    }

    private void talk(StorageRig rig) {
        for (int i = 0; i < BATCHES; i++) {
            String clientId = "c" + sent.incrementAndGet();
            try {
                rig.handle(send(ANN, DIRECT, clientId, "x"));
                acknowledged.add(clientId);
            } catch (RuntimeException fencedOrInTheWay) {
                refused.incrementAndGet();
            }
        }
    }

    /// The clientIds in their order, of a log without a hole.
    private static List<String> log() throws SQLException {
        List<String> clientIds = new ArrayList<>();
        List<Long> seqs = new ArrayList<>();
        try (Connection connection = one.schema.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT seq, client_id FROM event ORDER BY seq")) {
            while (rows.next()) {
                seqs.add(rows.getLong(1));
                clientIds.add(rows.getString(2));
            }
        }
        assertThat(seqs)
                .isEqualTo(LongStream.rangeClosed(1, seqs.size()).boxed().toList());
        return clientIds;
    }

    private static int clusterSize() throws SQLException {
        try (Connection connection = second.rootConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW STATUS LIKE 'wsrep_cluster_size'")) {
            row.next();
            return row.getInt(2);
        }
    }

    private static List<String> galera(String members, int port) throws IOException {
        return List.of(
                "--binlog-format=ROW",
                "--innodb-autoinc-lock-mode=2",
                "--wsrep-on=ON",
                "--wsrep-provider=/usr/lib/galera/libgalera_smm.so",
                "--wsrep-cluster-name=dewberry",
                "--wsrep-cluster-address=gcomm://" + members,
                "--wsrep-node-address=127.0.0.1:" + port,
                "--wsrep-sst-method=rsync",
                "--wsrep-sst-receive-address=127.0.0.1:" + freePort(),
                "--wsrep-provider-options=gmcast.listen_addr=tcp://127.0.0.1:" + port + ";ist.recv_addr=127.0.0.1:"
                        + freePort() + ";gcache.size=16M");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
