package dev.dewberry.bench.system;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What Linux says about a process. A process that is gone has used nothing.
public final class ProcFiles {
    /// The kernel's unit of CPU time in /proc, 100 a second on every Linux that Java runs on.
    private static final double TICKS_PER_SECOND = 100;

    private static final int UTIME = 11;
    private static final int STIME = 12;
    /// Of Linux, on x86 and ARM.
    private static final long O_DSYNC = 010000;

    private final Path root;

    public ProcFiles() {
        this(Path.of("/proc"));
    }

    ProcFiles(Path root) {
        this.root = root;
    }

    /// User and system time of all threads so far, in seconds.
    public double cpuSeconds(long pid) {
        String stat = read(pid, "stat");
        // The second field, the name, may hold spaces: count from behind its bracket.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
        if (fields.length <= STIME) {
            return 0;
        }
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS_PER_SECOND;
    }

    /// Proportional set size in bytes: shared pages are shared out, so that the sum over processes is true.
    public long pss(long pid) {
        return kib(read(pid, "smaps_rollup"), "Pss:");
    }

    public long resident(long pid) {
        return kib(read(pid, "status"), "VmRSS:");
    }

    /// The CPUs that the process may run on, as the kernel writes them: `0`, `0-3`.
    public String allowedCpus(long pid) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("");
    }

    /// How often the process's living threads gave up the CPU by themselves: each is a wait for something, and a
    /// wake-up
    /// afterwards.
    public long voluntarySwitches(long pid) {
        long sum = 0;
        Path tasks = root.resolve(Long.toString(pid)).resolve("task");
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                sum += number(text(thread.resolve("status")), "voluntary_ctxt_switches:");
            }
        } catch (IOException | DirectoryIteratorException gone) {
            return sum;
        }
        return sum;
    }

    /// How many files, sockets included, the process may have open; 0 where that is unknown.
    public long openFilesLimit(long pid) {
        return read(pid, "limits")
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring("Max open files".length()).trim().split(" +")[0])
                .mapToLong(soft -> soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft))
                .findFirst()
                .orElse(0);
    }

    /// Whether the process has a file in its memory, as a library it has loaded.
    boolean hasMapped(long pid, Path file) {
        return read(pid, "maps").lines().anyMatch(line -> line.endsWith(" " + file));
    }

    /// Whether the process has a file open each write to which waits for the disk: `O_DSYNC`, or
    /// `O_SYNC`, which holds its bit.
    boolean writesThrough(long pid) {
        Path infos = root.resolve(Long.toString(pid)).resolve("fdinfo");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(infos)) {
            for (Path file : files) {
                if ((Long.parseLong("0" + word(text(file), "flags:"), 8) & O_DSYNC) != 0) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException gone) {
            return false;
        }
        return false;
    }

    /// Files, sockets included, that the process has open.
    public long openFiles(long pid) {
        Path files = root.resolve(Long.toString(pid)).resolve("fd");
        try (Stream<Path> open = Files.list(files)) {
            return open.count();
        } catch (IOException gone) {
            return 0;
        }
    }

    private static String word(String text, String field) {
        return text.lines()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).trim())
                .findFirst()
                .orElse("");
    }

    /// Bytes that the process caused to be written to the disk.
    public long writtenBytes(long pid) {
        return number(read(pid, "io"), "write_bytes:");
    }

    private static long kib(String text, String field) {
        return number(text, field) * 1024;
    }

    /// The number, with or without a unit, of the line that starts so; 0 where there is none.
    private static long number(String text, String field) {
        for (String line : List.of(text.split("\n"))) {
            if (line.startsWith(field)) {
                return Long.parseLong(
                        line.substring(field.length()).replace("kB", "").trim());
            }
        }
        return 0;
    }

    private String read(long pid, String file) {
        return text(root.resolve(Long.toString(pid)).resolve(file));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
