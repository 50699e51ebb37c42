package dev.dewberry.systemtests.faults;

import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.Setup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// For tests that break what is there twice: the cluster is whole before each of them.
abstract class DoubleCluster {

    DewberryCluster cluster;

    @BeforeEach
    void start() {
        cluster = DewberryCluster.shared(Setup.DOUBLE);
    }

    @AfterEach
    void leaveWhole() {
        cluster.start();
    }
}
