package dev.dewberry.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.systemtests.cluster.Commands;
import dev.dewberry.systemtests.traffic.Traffic;
import dev.dewberry.testsupport.AsRoot;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Everything is gone at the same moment, with what MariaDB and Redis had written and not synced. Of Redis' file ext4
/// may leave an end that is nothing but zeros, with which Redis does not start by itself.
@AsRoot
class PowerCutIT extends DoubleCluster {

    /// What the chart and the launcher run before each start of Redis.
    private static final Path BEFORE_REDIS = Path.of("../helm/dewberry/files/redis-appendonly.sh");

    private PoweredDisk disk;

    @BeforeEach
    void putTheStoresOnADiskOfTheirOwn() {
        cluster.mariaDb().stop();
        cluster.redis().stop();
        disk = new PoweredDisk(List.of(cluster.mariaDb().data(), cluster.redis().data()));
        cluster.start();
    }

    @AfterEach
    void takeTheDiskAway() {
        cluster.mariaDb().stop();
        cluster.redis().stop();
        disk.close();
    }

    @Test
    void findsAllThatWasAcknowledgedAfterAPowerCut() {
        losesNothing(2, () -> {});
    }

    @Test
    void findsThemAlsoWhereRedisLostItsDataInIt() {
        String data = cluster.redis().data().toString();
        losesNothing(1, () -> Commands.run("find", data, "-mindepth", "1", "-delete"));
    }

    /// @param meanwhile what happens besides, before anything is started again
    private void losesNothing(int cuts, Runnable meanwhile) {
        try (Traffic traffic = new Traffic(cluster)) {
            long end = 0;
            for (int cut = 0; cut < cuts; cut++) {
                traffic.awaitProgress();
                Path lost = disk.writeWithoutSync("It is there until the power is cut.");
                // None of them may see the disk go, which would make it end by itself in its own way.
                cluster.freeze();
                disk.cutPower();
                cluster.powerCut();
                disk.restorePower();
                assertThat(lost).as("what nobody had synced").doesNotExist();
                meanwhile.run();
                Commands.run(BEFORE_REDIS.toString(), cluster.redis().data().toString());
                cluster.start();
                end = System.currentTimeMillis();
            }
            traffic.awaitProgress();
            traffic.judge(end);
        }
    }
}
