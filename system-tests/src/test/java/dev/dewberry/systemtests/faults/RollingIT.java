package dev.dewberry.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.Role;
import dev.dewberry.systemtests.cluster.ServiceProcess;
import dev.dewberry.systemtests.traffic.Traffic;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// SIGTERM for each in turn, as a rolling update does it.
class RollingIT extends DoubleCluster {

    @Test
    void losesNothingWhenEachServiceIsReplacedInTurn() {
        try (Traffic traffic = new Traffic(cluster)) {
            for (ServiceProcess process : cluster.processes()) {
                process.stop();
                process.start();
                process.awaitReady();
            }
            long end = System.currentTimeMillis();
            traffic.awaitProgress();
            traffic.judge(end);
        }
    }

    @Test
    void saysGoodbyeBeforeAGatewayGoes() {
        ServiceProcess gateway = cluster.process(Role.GATEWAY, 0);
        try (RawClient client =
                RawClient.welcomed(cluster.gateway(0), cluster.accounts().user())) {
            Thread stopping = Thread.startVirtualThread(gateway::stop);
            RawClient.Frame goaway = client.awaitType("goaway");

            assertThat(goaway.text("reason")).isIn("drain", "restart", "overload");
            assertThat(goaway.json().path("retryAfterMs").get(0).asLong())
                    .isLessThanOrEqualTo(
                            goaway.json().path("retryAfterMs").get(1).asLong());
            assertThat(client.awaitClose(Duration.ofSeconds(30))).isEqualTo(4503);
            org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> !stopping.isAlive());
        }
    }
}
