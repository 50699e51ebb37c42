package dev.dewberry.systemtests.faults;

import dev.dewberry.systemtests.traffic.EveryPartition;
import dev.dewberry.systemtests.traffic.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// MariaDB and Redis are gone at the same moment, as when the machine that both are on restarts, while the services are
/// not.
class BothStoresIT extends DoubleCluster {

    private static final Duration WORKS_AGAIN = Duration.ofSeconds(15);

    @Test
    void everyPartitionWorksAgainSoonAfterMariaDbAndRedisWereKilledTogether() {
        try (Traffic traffic = new Traffic(cluster);
                EveryPartition everywhere = new EveryPartition(cluster)) {
            atOnce(cluster.mariaDb()::kill, cluster.redis()::kill);
            atOnce(cluster.mariaDb()::start, cluster.redis()::start);
            long end = System.currentTimeMillis();
            everywhere.awaitAcknowledgements(end, WORKS_AGAIN);
            traffic.awaitProgress();
            traffic.judge(end);
            everywhere.judge();
        }
    }

    private static void atOnce(Runnable... actions) {
        List<Thread> threads =
                Stream.of(actions).map(Thread::startVirtualThread).toList();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
