package dev.dewberry.systemtests.faults;

import dev.dewberry.systemtests.traffic.Traffic;
import org.junit.jupiter.api.Test;

/// Everything is gone at the same moment.
class PowerCutIT extends DoubleCluster {

    @Test
    void findsAllThatWasAcknowledgedAfterAPowerCut() {
        try (Traffic traffic = new Traffic(cluster)) {
            cluster.powerCut();
            cluster.start();
            long end = System.currentTimeMillis();
            traffic.awaitProgress();
            traffic.judge(end);
        }
    }

    @Test
    void findsThemAlsoWhereRedisLostItsDataInIt() {
        try (Traffic traffic = new Traffic(cluster)) {
            cluster.powerCut();
            cluster.redis().wipe();
            cluster.start();
            long end = System.currentTimeMillis();
            traffic.awaitProgress();
            traffic.judge(end);
        }
    }
}
