package dev.dewberry.bench.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written for the kernel, into folders that look like its own.
class QuotaIT {
    @TempDir
    private Path root;

    private String text(String file) throws IOException {
        return Files.readString(root.resolve(file));
    }

    @Test
    void oneHierarchyHasBothLimits() throws IOException {
        Files.writeString(root.resolve("cgroup.controllers"), "cpu memory");

        Quota quota = Quota.make("pi-4gb", root, "run");

        assertThat(text("run/gateway/cpu.max")).isEqualTo("50000 100000");
        assertThat(text("run/gateway/memory.max")).isEqualTo(Long.toString(512L << 20));
        assertThat(text("run/cgroup.subtree_control")).contains("+cpu", "+memory");
        assertThat(quota.environment())
                .containsEntry("DEWBERRY_CGROUPS", root.resolve("run").toString());
    }

    @Test
    void twoHierarchiesHaveOneEach() throws IOException {
        Files.createDirectory(root.resolve("cpu"));
        Files.createDirectory(root.resolve("memory"));

        Quota quota = Quota.make("pi-4gb", root, "run");

        assertThat(text("cpu/run/presence/cpu.cfs_quota_us")).isEqualTo("12500");
        assertThat(text("cpu/run/presence/cpu.cfs_period_us")).isEqualTo("100000");
        assertThat(text("memory/run/redis/memory.limit_in_bytes")).isEqualTo(Long.toString(192L << 20));
        assertThat(quota.environment().get("DEWBERRY_CGROUPS"))
                .isEqualTo(root.resolve("cpu/run") + " " + root.resolve("memory/run"));
    }

    @Test
    void allTogetherHaveWhatABoardLeavesThem() throws IOException {
        Files.createDirectory(root.resolve("cpu"));
        Files.createDirectory(root.resolve("memory"));
        Quota unused = Quota.make("pi-4gb", root, "run");

        long sum = 0;
        try (Stream<Path> services = Files.list(root.resolve("memory/run"))) {
            for (Path service : services.toList()) {
                sum += Long.parseLong(Files.readString(service.resolve("memory.limit_in_bytes")));
            }
        }

        assertThat(sum).isLessThanOrEqualTo((long) (2.2 * (1L << 30)));
    }

    @Test
    void aMachineWithoutControlGroupsIsRefusedInWords() {
        assertThatThrownBy(() -> Quota.make("pi-4gb", root, "run"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("--quota wants control groups");
    }

    @Test
    void anUnknownQuotaIsRefused() {
        assertThatThrownBy(() -> Quota.make("pi-400", root, "run"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("pi-4gb");
    }

    @Test
    void aProcessThatIsNotInItsGroupIsNotMeasured() throws IOException {
        Files.writeString(root.resolve("cgroup.controllers"), "cpu memory");
        Quota quota = Quota.make("pi-4gb", root, "run");
        Files.writeString(root.resolve("run/gateway/cgroup.procs"), "12\n13\n");

        quota.verify(List.of(new ServerProcess("gateway-service", 12), new ServerProcess("supervisor", 99)));
        assertThatThrownBy(() -> quota.verify(List.of(new ServerProcess("gateway-service", 14))))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("gateway is not in the control group");
    }

    @Test
    void whoWasHeldBackIsReported() throws IOException {
        Files.writeString(root.resolve("cgroup.controllers"), "cpu memory");
        Quota quota = Quota.make("pi-4gb", root, "run");
        Files.writeString(root.resolve("run/gateway/cpu.stat"), "usage_usec 1\nnr_periods 40\nnr_throttled 7\n");
        Files.writeString(root.resolve("run/gateway/memory.peak"), "104857600\n");

        assertThat(quota.figures())
                .containsEntry("gateway: periods of 100 ms since the start, held back at 0.5 of the core", "7 of 40")
                .containsEntry("gateway: MiB at most, of 512", 100.0);
    }
}
