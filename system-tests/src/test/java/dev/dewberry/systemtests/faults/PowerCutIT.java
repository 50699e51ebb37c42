package dev.dewberry.systemtests.faults;

import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.Setup;
import dev.dewberry.systemtests.traffic.Traffic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Everything is gone at the same moment.
class PowerCutIT {

    private DewberryCluster cluster;

    @BeforeEach
    void start() {
        cluster = DewberryCluster.shared(Setup.DOUBLE);
    }

    @AfterEach
    void leaveWhole() {
        cluster.start();
    }

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
