package dev.dewberry.systemtests.faults;

import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.Role;
import dev.dewberry.systemtests.cluster.ServiceProcess;
import dev.dewberry.systemtests.traffic.EveryPartition;
import dev.dewberry.systemtests.traffic.Traffic;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// SIGSTOP for longer than any lease, then SIGCONT: a process goes on in the middle of what it
/// did, and believes that its partitions are still its own.
class PauseIT extends DoubleCluster {

    private static final Duration PAUSE = Duration.ofSeconds(30);

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"STORAGE", "MESSAGE"})
    void losesNothingWhenAServiceStandsStillAndGoesOnAsIfNothingHadHappened(Role role) {
        ServiceProcess sleeper = cluster.process(role, 0);
        try (Traffic traffic = new Traffic(cluster);
                EveryPartition everywhere = new EveryPartition(cluster)) {
            long asleep = System.currentTimeMillis();
            sleeper.freeze();
            try {
                // The other one takes over, also what the sleeper has locked in the database.
                everywhere.awaitAcknowledgements(asleep, Duration.ofSeconds(20));
                long left = asleep + PAUSE.toMillis() - System.currentTimeMillis();
                await().pollDelay(Duration.ofMillis(Math.max(1, left)))
                        .atMost(PAUSE.plusSeconds(1))
                        .until(() -> true);
            } finally {
                sleeper.thaw();
            }
            long end = System.currentTimeMillis();
            everywhere.awaitAcknowledgements(end, Duration.ofSeconds(5));
            traffic.awaitProgress();
            traffic.judge(end);
            everywhere.judge();
        }
    }
}
