package dev.dewberry.bench.system;

import dev.dewberry.bench.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A disk as slow as an SD card: every call of MariaDB and Redis that waits for the disk takes
/// at least so many milliseconds. A small C library that is compiled for the run
/// (`bench/src/main/native/slowsync.c`) and that the launcher has the two stores load before
/// all others.
final class SlowSync {
    private static final List<String> STORES = List.of("mariadb", "redis");
    private static final int LEAST_CALLS = 1;
    /// Of the switch in a process' file, behind its two counters.
    private static final long SWITCH = 2 * Long.BYTES;

    private final double millis;
    private final Path library;
    private final Path counters;
    private final ProcFiles proc = new ProcFiles();
    /// What was counted when the disk was slowed for the last time.
    private final Map<String, Count> before = new HashMap<>();

    /// How often a process waited for the disk, and for how long in all.
    record Count(long calls, double seconds) {
        double millisPerCall() {
            return calls == 0 ? 0 : seconds * 1000 / calls;
        }

        private Count since(Count earlier) {
            return new Count(calls - earlier.calls, seconds - earlier.seconds);
        }
    }

    private SlowSync(double millis, Path library, Path counters) {
        this.millis = millis;
        this.library = library;
        this.counters = counters;
    }

    /// @param source the C file
    /// @param folder for the library and its counters
    static SlowSync compile(Path source, Path folder, double millis) throws InterruptedException {
        return compile("cc", source, folder, millis);
    }

    static SlowSync compile(String compiler, Path source, Path folder, double millis) throws InterruptedException {
        try {
            Path counters = Files.createDirectories(folder.resolve("syncs"));
            Path library = folder.resolve("slowsync.so");
            compile(List.of(compiler, "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl"));
            return new SlowSync(millis, library, counters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(List<String> command) throws IOException, InterruptedException {
        Process compiler;
        try {
            compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException none) {
            throw new BenchException(
                    "--fsync-ms wants a C compiler for its library, and there is no '" + command.getFirst()
                            + "' (Debian: apt install gcc libc6-dev)",
                    none);
        }
        String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (compiler.waitFor() != 0) {
            throw new BenchException("The library for --fsync-ms could not be compiled: " + output);
        }
    }

    /// For the launcher, and through it for the stores.
    Map<String, String> environment() {
        return Map.of(
                "DEWBERRY_STORES_PRELOAD", library.toString(),
                "DEWBERRY_SYNC_MS", Double.toString(millis),
                "DEWBERRY_SYNC_FOLDER", counters.toString());
    }

    Path library() {
        return library;
    }

    /// Refuses to measure where the stores do not load the library, or where what they write
    /// could pass it by.
    void verify(List<ServerProcess> processes) {
        for (String role : STORES) {
            long pid = pidOf(processes, role);
            if (!proc.hasMapped(pid, library)) {
                throw new BenchException(role + " has not loaded the library for --fsync-ms");
            }
            if (proc.writesThrough(pid)) {
                throw new BenchException(
                        role
                                + " has files open with O_DSYNC, whose writes --fsync-ms does not see: its figures would be false");
            }
        }
        // It has made its tables by now, and each statement of that was a commit.
        Count commits = count(pidOf(processes, "mariadb"));
        if (commits.calls() < LEAST_CALLS || commits.millisPerCall() < millis) {
            throw new BenchException(String.format(
                    Locale.ROOT,
                    "MariaDB waited for the disk %d times for %.2f ms: --fsync-ms is not in effect",
                    commits.calls(),
                    commits.millisPerCall()));
        }
    }

    private static long pidOf(List<ServerProcess> processes, String role) {
        return processes.stream()
                .filter(process -> process.role().equals(role))
                .mapToLong(ServerProcess::pid)
                .findFirst()
                .orElseThrow(() -> new BenchException("There is no process '" + role + "' to be slowed"));
    }

    /// Switches the slowness of processes that have loaded the library and waited for the disk.
    void inEffect(boolean slow, List<ServerProcess> processes) {
        for (String role : STORES) {
            long pid = pidOf(processes, role);
            switchTo(slow, pid);
            if (slow) {
                before.put(role, count(pid));
            }
        }
    }

    void switchTo(boolean slow, long pid) {
        ByteBuffer off =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, slow ? 0 : 1);
        try (FileChannel file = FileChannel.open(counters.resolve(Long.toString(pid)), StandardOpenOption.WRITE)) {
            int unused = file.write(off, SWITCH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Count count(long pid) {
        Path file = counters.resolve(Long.toString(pid));
        if (!Files.exists(file)) {
            return new Count(0, 0);
        }
        try {
            ByteBuffer numbers = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
            return new Count(numbers.getLong(), numbers.getLong() / 1e9);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What came of it since the disk was slowed for the last time.
    Map<String, Object> figures(List<ServerProcess> processes) {
        var figures = new LinkedHashMap<String, Object>();
        for (String role : STORES) {
            Count count = count(pidOf(processes, role)).since(before.getOrDefault(role, new Count(0, 0)));
            figures.put(role + ": waits for the disk while it was slow", count.calls());
            figures.put(role + ": ms each", count.millisPerCall());
        }
        return figures;
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "every wait of MariaDB and Redis for the disk (fsync and its like) takes at least %.0f ms, by a library that"
                        + " both were seen to have loaded",
                millis);
    }
}
