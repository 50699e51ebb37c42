package dev.dewberry.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.Setup;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `./dewberry chaos`: the system properties `dewberry.chaos.minutes` and `dewberry.chaos.seed` say how long and in
/// which order. Without them it is short, and always the same.
class ChaosIT {

    private static final long SEED = 1;
    private static final int FAULTS = 5;

    private DewberryCluster cluster;

    @BeforeEach
    void start() {
        cluster = DewberryCluster.shared(Setup.CHAOS);
    }

    @AfterEach
    void leaveWhole() {
        cluster.start();
    }

    @Test
    void keepsAllPromisesWhateverGoesWrong() {
        long seed = Long.getLong("dewberry.chaos.seed", SEED);
        int minutes = Integer.getInteger("dewberry.chaos.minutes", 0);
        System.out.println("Chaos with seed " + seed);
        try (Crowd crowd = new Crowd(cluster)) {
            Chaos chaos = new Chaos(cluster, crowd, seed);
            Verdict verdict = minutes == 0 ? chaos.run(FAULTS) : chaos.runFor(Duration.ofMinutes(minutes));
            System.out.println(verdict);
            assertThat(verdict.broken()).isEmpty();
        }
    }
}
