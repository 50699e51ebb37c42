package dev.dewberry.bench.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.bench.BenchException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The library itself, compiled and loaded by programs that wait for the disk.
class SlowSyncIT {
    private static final Path SOURCE = Path.of("src/main/native/slowsync.c");
    private static final double MILLIS = 10;

    @TempDir
    private Path folder;

    private SlowSync slow;
    private Path file;

    @BeforeEach
    void compile() throws IOException, InterruptedException {
        slow = SlowSync.compile(SOURCE, folder, MILLIS);
        file = Files.writeString(folder.resolve("file"), "something");
    }

    /// Runs a program with the library loaded as the launcher has the stores load it.
    private SlowSync.Count run(String... command) throws IOException, InterruptedException {
        Process process = start(command);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return slow.count(process.pid());
    }

    private Process start(String... command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(slow.environment());
        builder.environment().put("LD_PRELOAD", slow.library().toString());
        return builder.start();
    }

    @Test
    void everyKindOfWaitForTheDiskTakesItsTime() throws IOException, InterruptedException {
        for (String[] command : List.of(
                new String[] {"dd", "if=/dev/zero", "of=" + file, "bs=1", "count=1", "conv=fsync"},
                new String[] {"dd", "if=/dev/zero", "of=" + file, "bs=1", "count=1", "conv=fdatasync"},
                new String[] {"sync", "-d", file.toString()},
                new String[] {"sync", "-f", file.toString()})) {
            long begin = System.nanoTime();
            SlowSync.Count count = run(command);

            assertThat((System.nanoTime() - begin) / 1e6).isGreaterThanOrEqualTo(MILLIS);
            assertThat(count.calls()).as(String.join(" ", command)).isEqualTo(1);
            assertThat(count.millisPerCall()).isGreaterThanOrEqualTo(MILLIS);
        }
    }

    @Test
    void canBeSwitchedOffAndOnWhileTheProgramRuns() throws IOException, InterruptedException {
        Process syncing = start(syncer().toString(), file.toString());
        try (BufferedReader answers = syncing.inputReader();
                BufferedWriter orders = syncing.outputWriter()) {
            assertThat(sync(orders, answers)).as("at first").isGreaterThanOrEqualTo(MILLIS);

            slow.switchTo(false, syncing.pid());
            double quickest = Double.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                quickest = Math.min(quickest, sync(orders, answers));
            }
            assertThat(quickest).as("off").isLessThan(MILLIS);

            slow.switchTo(true, syncing.pid());
            assertThat(sync(orders, answers)).as("on").isGreaterThanOrEqualTo(MILLIS);
            assertThat(slow.count(syncing.pid()).calls()).isEqualTo(22);
        } finally {
            syncing.destroy();
        }
    }

    /// A program that calls `fsync` for each line that it gets and says how many nanoseconds that took.
    private Path syncer() throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("syncer.c"), """
                #include <fcntl.h>
                #include <stdio.h>
                #include <time.h>
                #include <unistd.h>
                int main(int count, char **given) {
                    int file = open(given[1], O_WRONLY);
                    char line[16];
                    while (fgets(line, sizeof line, stdin)) {
                        struct timespec a, b;
                        clock_gettime(CLOCK_MONOTONIC, &a);
                        if (write(file, line, 1) != 1 || fsync(file) != 0) return 1;
                        clock_gettime(CLOCK_MONOTONIC, &b);
                        printf("%lld\\n", (b.tv_sec - a.tv_sec) * 1000000000LL + b.tv_nsec - a.tv_nsec);
                        fflush(stdout);
                    }
                    return 0;
                }
                """);
        Path program = folder.resolve("syncer");
        Process compiler = new ProcessBuilder("cc", "-o", program.toString(), source.toString())
                .inheritIO()
                .start();
        assertThat(compiler.waitFor()).isZero();
        return program;
    }

    /// @return milliseconds
    private static double sync(BufferedWriter orders, BufferedReader answers) throws IOException {
        orders.write("x\n");
        orders.flush();
        return Long.parseLong(answers.readLine()) / 1e6;
    }

    @Test
    void whatDoesNotWaitIsNotCounted() throws IOException, InterruptedException {
        assertThat(run("dd", "if=/dev/zero", "of=" + file, "bs=1", "count=1").calls())
                .isZero();
    }

    @Test
    void aStoreThatHasNotLoadedItIsNotMeasured() {
        long self = ProcessHandle.current().pid();

        assertThatThrownBy(() ->
                        slow.verify(List.of(new ServerProcess("mariadb", self), new ServerProcess("redis", self))))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("mariadb has not loaded");
    }

    @Test
    void oneThatHasLoadedItAndNeverWaitedIsNotEither() throws IOException, InterruptedException {
        Process idle = start("cat");
        try {
            while (!new ProcFiles().hasMapped(idle.pid(), slow.library())) {
                assertThat(idle.isAlive()).isTrue();
                // Until it has loaded its libraries.
                Thread.sleep(5);
            }
            var both = List.of(new ServerProcess("mariadb", idle.pid()), new ServerProcess("redis", idle.pid()));

            assertThatThrownBy(() -> slow.verify(both))
                    .isInstanceOf(BenchException.class)
                    .hasMessageContaining("not in effect");
        } finally {
            idle.destroy();
        }
    }

    @Test
    void withoutACompilerThatIsSaid() {
        assertThatThrownBy(() -> SlowSync.compile("no-such-compiler", SOURCE, folder, MILLIS))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("there is no 'no-such-compiler'");
    }
}
