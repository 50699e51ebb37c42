package dev.dewberry.systemtests.nodes;

import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.traffic.Traffic;
import dev.dewberry.testsupport.AsRoot;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No node is one without which nothing goes: its cable is pulled while everything on it goes on.
@Tag("slow")
@AsRoot
class UnpluggedIT {

    private static final Duration RESUMED = Duration.ofSeconds(60);
    private static final Duration JOINED = Duration.ofSeconds(120);

    @TempDir
    private static Path folder;

    private static ThreeNodes system;

    @BeforeAll
    static void start() {
        system = new ThreeNodes(folder);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void chatGoesOnWithoutAnyOneNodeAndNothingAcknowledgedIsLost() {
        try (Traffic traffic = new Traffic(system)) {
            for (Node node : system.nodes()) {
                node.unplug();
                long unplugged = System.nanoTime();
                traffic.awaitProgress(RESUMED);
                long resumed = System.nanoTime();
                node.plug();
                await("back: " + node)
                        .atMost(JOINED)
                        .pollInterval(Duration.ofSeconds(1))
                        .until(system::isReady);
                System.out.printf(
                        "%s: messages go through again after %d s, it is back %d s after it is plugged in%n",
                        node, seconds(unplugged, resumed), seconds(resumed, System.nanoTime()));
                traffic.awaitProgress(RESUMED);
            }
            traffic.judgeWithoutTimes();
        }
    }

    private static long seconds(long from, long to) {
        return Duration.ofNanos(to - from).toSeconds();
    }
}
