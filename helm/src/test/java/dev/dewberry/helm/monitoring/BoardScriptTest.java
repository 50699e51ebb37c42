package dev.dewberry.helm.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script that asks the board, before files as a Raspberry Pi's kernel has them.
class BoardScriptTest {

    @TempDir
    Path folder;

    private Path sys;

    @BeforeEach
    void makeSysfs() throws IOException {
        sys = Files.createDirectory(folder.resolve("sys"));
    }

    private void file(String path, String content) throws IOException {
        Path file = sys.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, content);
    }

    private String run(Map<String, String> environment) throws IOException {
        ProcessBuilder script = new ProcessBuilder(
                        "sh",
                        MonitoringFiles.CHART
                                .resolve("monitoring/dewberry-board.sh")
                                .toString(),
                        folder.toString())
                .inheritIO();
        script.environment().put("DEWBERRY_SYSFS", sys.toString());
        script.environment().putAll(environment);
        assertThat(script.start().onExit().join().exitValue()).isZero();
        return Files.readString(folder.resolve("dewberry_board.prom"));
    }

    @Test
    void tellsTemperatures() throws IOException {
        file("class/thermal/thermal_zone0/type", "cpu-thermal\n");
        file("class/thermal/thermal_zone0/temp", "51608\n");

        assertThat(run(Map.of()))
                .contains("dewberry_board_temperature_celsius{sensor=\"cpu-thermal\",zone=\"0\"} 51.608\n");
    }

    @Test
    void tellsWhyTheBoardIsSlowedDownNowAndWasSinceItsStart() throws IOException {
        // Throttled now; throttled and short of voltage before.
        file("devices/platform/soc/soc:firmware/get_throttled", "50004\n");

        assertThat(run(Map.of()))
                .contains(
                        "dewberry_board_throttled{reason=\"throttled\"} 1\n",
                        "dewberry_board_throttled{reason=\"under_voltage\"} 0\n",
                        "dewberry_board_throttled_since_start{reason=\"under_voltage\"} 1\n",
                        "dewberry_board_throttled_since_start{reason=\"throttled\"} 1\n",
                        "dewberry_board_throttled_since_start{reason=\"frequency_capped\"} 0\n");
    }

    @Test
    void asksVcgencmdWhereTheKernelDoesNotTell() throws IOException {
        Path programs = Files.createDirectory(folder.resolve("bin"));
        Path vcgencmd = Files.writeString(programs.resolve("vcgencmd"), "#!/bin/sh\necho throttled=0x1\n");
        assertThat(vcgencmd.toFile().setExecutable(true)).isTrue();

        assertThat(run(Map.of("PATH", programs + ":" + System.getenv("PATH"))))
                .contains("dewberry_board_throttled{reason=\"under_voltage\"} 1\n");
    }

    @Test
    void sumsUpWhatWasWrittenToACardAndComparesItWithItsRating() throws IOException {
        file("class/block/mmcblk0p1/partition", "1\n");
        file("class/block/mmcblk0p2/partition", "2\n");
        file("fs/ext4/mmcblk0p1/lifetime_write_kbytes", "24\n");
        file("fs/ext4/mmcblk0p2/lifetime_write_kbytes", "1000000\n");
        file("fs/ext4/sda/lifetime_write_kbytes", "5\n");

        assertThat(run(Map.of("DEWBERRY_CARD_RATING_TB", "mmcblk0=30 sda=1.5")))
                .contains(
                        "dewberry_board_written_bytes{device=\"mmcblk0\"} 1024024576\n",
                        "dewberry_board_written_bytes{device=\"sda\"} 5120\n",
                        "dewberry_board_rating_bytes{device=\"mmcblk0\"} 30000000000000\n",
                        "dewberry_board_rating_bytes{device=\"sda\"} 1500000000000\n");
    }

    @Test
    void tellsErrorsByFileSystem() throws IOException {
        file("fs/ext4/mmcblk0p2/errors_count", "3\n");

        assertThat(run(Map.of())).contains("dewberry_board_filesystem_errors{device=\"mmcblk0p2\"} 3\n");
    }

    @Test
    void whatTheBoardHasNotIsLeftOutAndPrometheusCanReadTheRest() throws IOException {
        String text = run(Map.of());

        assertThat(text).doesNotContain("throttled").doesNotContain("written_bytes{");
        assertThat(text.lines().filter(line -> !line.startsWith("#"))).isEmpty();
        assertThat(folder.resolve(".dewberry_board.new")).doesNotExist();
    }
}
