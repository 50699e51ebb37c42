package dev.dewberry.systemtests.releases;

import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.Jars;
import dev.dewberry.systemtests.cluster.ServiceProcess;
import dev.dewberry.systemtests.cluster.Setup;
import dev.dewberry.systemtests.traffic.Traffic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An update under traffic, process by process, and then back again on the schema that the update has made. Each
/// service is there twice, so that in between both releases of each one work side by side. Only `./dewberry test
/// --beside` runs it, since somebody has to build the release before.
@Tag("beside")
class SideBySideIT {

    private static final Path BEFORE = Path.of(
            Objects.requireNonNull(System.getProperty("dewberry.before"), "the checkout of the release before"));
    /// Another order each time would be a test that fails for somebody else.
    private static final long ORDER = 20261122;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void losesNothingOnTheWayToTheNextReleaseAndBack() {
        DewberryCluster cluster = DewberryCluster.shared(Setup.RELEASES, BEFORE);
        try (Traffic traffic = new Traffic(cluster)) {
            traffic.awaitProgress();
            List<ServiceProcess> order = new ArrayList<>(cluster.processes());
            Collections.shuffle(order, new Random(ORDER));
            for (Path release : List.of(Jars.NOW, BEFORE)) {
                for (ServiceProcess process : order) {
                    process.stop();
                    process.become(release);
                    process.start();
                    process.awaitReady();
                    traffic.awaitProgress();
                }
            }
            long end = System.currentTimeMillis();
            traffic.awaitProgress();
            traffic.judge(end);
        }
    }
}
