package dev.dewberry.bench.system;

import dev.dewberry.bench.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Holds each server process to a share of the core and to an amount of memory, as a
/// container's limits would: control groups of Linux, made for the run and gone after it. The
/// launcher puts each process into its own before it becomes the server, so that a JVM finds
/// the limits as it would in a container.
final class Quota implements AutoCloseable {
    private static final long PERIOD_MICROS = 100_000;
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final Map<String, Map<String, Limit>> BY_NAME = Map.of("pi-4gb", pi4gb());

    private final Map<String, Limit> limits;
    private final List<Path> folders;
    private final boolean unified;

    /// @param cores of the processor that the bench runs on; a quarter is about one of a
    ///     Raspberry Pi 4
    /// @param mebibytes of memory, the pages of files that it reads and writes included
    record Limit(double cores, int mebibytes) {
        long quotaMicros() {
            return (long) (cores * PERIOD_MICROS);
        }

        long bytes() {
            return mebibytes * (1L << 20);
        }
    }

    private Quota(Map<String, Limit> limits, List<Path> folders, boolean unified) {
        this.limits = limits;
        this.folders = folders;
        this.unified = unified;
    }

    /// Together 2,240 MiB, as much as Dewberry has of such a board. The shares of the core
    /// overlap: not all are busy at once.
    private static Map<String, Limit> pi4gb() {
        var limits = new LinkedHashMap<String, Limit>();
        limits.put("gateway", new Limit(0.5, 512));
        limits.put("message", new Limit(0.375, 320));
        limits.put("storage", new Limit(0.375, 320));
        limits.put("auth", new Limit(0.25, 256));
        limits.put("presence", new Limit(0.125, 192));
        limits.put("mariadb", new Limit(0.5, 448));
        limits.put("redis", new Limit(0.25, 192));
        return limits;
    }

    static Quota make(String name) {
        return make(name, ROOT, "dewberry-bench-" + ProcessHandle.current().pid());
    }

    static Quota make(String name, Path root, String group) {
        Map<String, Limit> limits = BY_NAME.get(name);
        if (limits == null) {
            throw new BenchException("There is no quota '" + name + "'; there are " + BY_NAME.keySet());
        }
        boolean unified = Files.exists(root.resolve("cgroup.controllers"));
        List<Path> folders = unified
                ? List.of(root.resolve(group))
                : List.of(
                        root.resolve("cpu").resolve(group),
                        root.resolve("memory").resolve(group));
        var quota = new Quota(limits, folders, unified);
        try {
            quota.prepare(root);
        } catch (IOException refused) {
            quota.close();
            throw new BenchException(
                    "--quota wants control groups for CPU and memory that this user may make in " + root
                            + ", and that is refused (" + refused
                            + "): run it as root on the machine itself, not in a container",
                    refused);
        }
        return quota;
    }

    private void prepare(Path root) throws IOException {
        if (unified) {
            write(root.resolve("cgroup.subtree_control"), "+cpu +memory");
        }
        for (Path folder : folders) {
            // Its parent is the kernel's: where it is missing there is no such controller.
            Files.createDirectory(folder);
            if (unified) {
                write(folder.resolve("cgroup.subtree_control"), "+cpu +memory");
            }
            for (String service : limits.keySet()) {
                Files.createDirectory(folder.resolve(service));
            }
        }
        for (Map.Entry<String, Limit> one : limits.entrySet()) {
            limit(one.getKey(), one.getValue());
        }
    }

    private void limit(String service, Limit limit) throws IOException {
        if (unified) {
            write(cpu(service).resolve("cpu.max"), limit.quotaMicros() + " " + PERIOD_MICROS);
            write(memory(service).resolve("memory.max"), Long.toString(limit.bytes()));
        } else {
            write(cpu(service).resolve("cpu.cfs_period_us"), Long.toString(PERIOD_MICROS));
            write(cpu(service).resolve("cpu.cfs_quota_us"), Long.toString(limit.quotaMicros()));
            write(memory(service).resolve("memory.limit_in_bytes"), Long.toString(limit.bytes()));
        }
    }

    private static void write(Path file, String value) throws IOException {
        var unused = Files.writeString(file, value);
    }

    private Path cpu(String service) {
        return folders.getFirst().resolve(service);
    }

    private Path memory(String service) {
        return folders.getLast().resolve(service);
    }

    /// For the launcher.
    Map<String, String> environment() {
        return Map.of("DEWBERRY_CGROUPS", folders.stream().map(Path::toString).collect(Collectors.joining(" ")));
    }

    /// Refuses to measure where a process is not in its group.
    void verify(List<ServerProcess> processes) {
        for (String service : limits.keySet()) {
            for (Path folder : folders) {
                List<String> there = lines(folder.resolve(service).resolve("cgroup.procs"));
                boolean held = processes.stream()
                        .filter(process -> serviceOf(process).equals(service))
                        .allMatch(process -> there.contains(Long.toString(process.pid())));
                if (!held) {
                    throw new BenchException(
                            service + " is not in the control group " + folder + ": --quota does not hold");
                }
            }
        }
    }

    private static String serviceOf(ServerProcess process) {
        return process.role().replace("-service", "");
    }

    /// How often each was held back, its start included, and the most memory that it had.
    Map<String, Object> figures() {
        var figures = new LinkedHashMap<String, Object>();
        limits.forEach((service, limit) -> {
            List<String> cpu = lines(cpu(service).resolve("cpu.stat"));
            figures.put(
                    service + ": periods of 100 ms since the start, held back at " + limit.cores() + " of the core",
                    "%d of %d".formatted(number(cpu, "nr_throttled"), number(cpu, "nr_periods")));
            List<String> most = lines(memory(service).resolve(unified ? "memory.peak" : "memory.max_usage_in_bytes"));
            long bytes = most.isEmpty() ? 0 : Long.parseLong(most.getFirst());
            figures.put(service + ": MiB at most, of " + limit.mebibytes(), bytes / (double) (1 << 20));
        });
        return figures;
    }

    private static long number(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static List<String> lines(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// When the processes are gone.
    @Override
    public void close() {
        for (Path folder : folders) {
            limits.keySet().forEach(service -> remove(folder.resolve(service)));
            remove(folder);
        }
    }

    private static void remove(Path group) {
        try {
            boolean unusedRemoved = Files.deleteIfExists(group);
        } catch (IOException stillUsed) {
            System.err.println(
                    "bench: the control group " + group + " could not be removed: " + stillUsed.getMessage());
        }
    }
}
