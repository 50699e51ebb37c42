package dev.dewberry.systemtests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.Setup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `./dewberry chaos`: the system properties `dewberry.chaos.minutes` and `dewberry.chaos.seed` say how long and in
/// which order. Without them it is short, and always the same. To look into some faults alone, a regular
/// expression for their names goes into `dewberry.chaos.only` (`--only`).
class ChaosIT {

    /// Redis wiped, storage-service killed, half-open connections, message-service frozen, MariaDB killed.
    private static final long SEED = 2_573_316;

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
    @Timeout(value = 1, unit = TimeUnit.DAYS)
    void keepsAllPromisesWhateverGoesWrong() {
        long seed = Long.getLong("dewberry.chaos.seed", SEED);
        int minutes = Integer.getInteger("dewberry.chaos.minutes", 0);
        System.out.println("Chaos with seed " + seed);
        try (Crowd crowd = new Crowd(cluster)) {
            Chaos chaos = new Chaos(cluster, crowd, seed, System.getProperty("dewberry.chaos.only", ""));
            Verdict verdict = minutes == 0 ? chaos.run(FAULTS) : chaos.runFor(Duration.ofMinutes(minutes));
            System.out.println(verdict);
            assertThat(verdict.broken()).isEmpty();
        }
    }
}
