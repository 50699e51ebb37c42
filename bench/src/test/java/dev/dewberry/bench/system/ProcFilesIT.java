package dev.dewberry.bench.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFilesIT {
    @Test
    void readsTheKernelsFiles(@TempDir Path root) throws IOException {
        Path process = Files.createDirectory(root.resolve("42"));
        Files.writeString(
                process.resolve("stat"), "42 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 1 0 100 200 300\n");
        Files.writeString(
                process.resolve("smaps_rollup"),
                "00400000-7fff r--p 0 0:0 0 [rollup]\nRss: 900 kB\nPss:    512 kB\nPss_Dirty: 1 kB\n");
        Files.writeString(process.resolve("status"), "Name:\tx\nVmRSS:\t  900 kB\nCpus_allowed_list:\t0\n");
        Files.writeString(process.resolve("io"), "rchar: 1\nwrite_bytes: 4096\ncancelled_write_bytes: 0\n");
        Files.writeString(process.resolve("limits"), """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             unlimited            unlimited            processes
                Max open files            1024                 20000                files
                """);
        for (String thread : List.of("42", "43")) {
            Path task = Files.createDirectories(process.resolve("task").resolve(thread));
            Files.writeString(
                    task.resolve("status"), "Name:\tx\nvoluntary_ctxt_switches:\t15\nnonvoluntary_ctxt_switches:\t9\n");
        }
        var proc = new ProcFiles(root);

        assertThat(proc.openFilesLimit(42)).isEqualTo(1024);
        assertThat(proc.voluntarySwitches(42)).isEqualTo(30);
        assertThat(proc.cpuSeconds(42)).isEqualTo(2.0);
        assertThat(proc.pss(42)).isEqualTo(512 * 1024);
        assertThat(proc.resident(42)).isEqualTo(900 * 1024);
        assertThat(proc.allowedCpus(42)).isEqualTo("0");
        assertThat(proc.writtenBytes(42)).isEqualTo(4096);
    }

    @Test
    void seesWhichLibrariesAreLoadedAndWhichFilesAreWrittenThrough(@TempDir Path root) throws IOException {
        Path process = Files.createDirectory(root.resolve("42"));
        Files.writeString(
                process.resolve("maps"),
                "7f00-7f01 r-xp 00000000 08:01 7 /a/slow.so\n7f02-7f03 rw-p 00000000 00:00 0 [heap]\n");
        Path infos = Files.createDirectory(process.resolve("fdinfo"));
        Files.writeString(infos.resolve("1"), "pos:\t0\nflags:\t0100002\nmnt_id:\t25\n");
        var proc = new ProcFiles(root);

        assertThat(proc.hasMapped(42, Path.of("/a/slow.so"))).isTrue();
        assertThat(proc.hasMapped(42, Path.of("/slow.so"))).isFalse();
        assertThat(proc.writesThrough(42)).isFalse();
        Files.writeString(infos.resolve("2"), "pos:\t0\nflags:\t02110002\nmnt_id:\t25\n");
        assertThat(proc.writesThrough(42)).isTrue();
    }

    @Test
    void aProcessThatIsGoneHasUsedNothing(@TempDir Path root) {
        var proc = new ProcFiles(root);

        assertThat(proc.cpuSeconds(1)).isZero();
        assertThat(proc.pss(1)).isZero();
        assertThat(proc.voluntarySwitches(1)).isZero();
        assertThat(proc.openFilesLimit(1)).isZero();
    }

    @Test
    void seesItself() {
        var proc = new ProcFiles();
        long self = ProcessHandle.current().pid();

        assertThat(proc.pss(self)).isBetween(1L << 20, 1L << 33);
        assertThat(proc.cpuSeconds(self)).isPositive();
        assertThat(proc.voluntarySwitches(self)).isPositive();
        assertThat(proc.openFilesLimit(self)).isPositive();
        assertThat(proc.openFiles(self)).isBetween(3L, proc.openFilesLimit(self));
        assertThat(proc.hasMapped(self, Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so")))
                .isTrue();
    }
}
