package dev.dewberry.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// What the figures were taken on.
public record Machine(
        String cpu,
        int cpus,
        long memoryBytes,
        String kernel,
        String distribution,
        String fileSystem,
        String java,
        String mariadb,
        String redis,
        String commit) {
    public static Machine here(Path repository) throws IOException, InterruptedException {
        return new Machine(
                line("/proc/cpuinfo", "model name", ":"),
                Runtime.getRuntime().availableProcessors() > 1
                        ? Runtime.getRuntime().availableProcessors()
                        : onlineCpus(),
                Long.parseLong(line("/proc/meminfo", "MemTotal", ":")
                                .replace("kB", "")
                                .trim())
                        * 1024,
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).trim(),
                line("/etc/os-release", "PRETTY_NAME", "=").replace("\"", ""),
                Files.getFileStore(repository).type(),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                firstLine("mariadbd", "--version"),
                firstLine("redis-server", "--version"),
                commit(repository));
    }

    /// The JVM counts only the CPUs it is pinned to.
    private static int onlineCpus() throws IOException {
        return (int) Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(l -> l.startsWith("processor"))
                .count();
    }

    private static String commit(Path repository) throws InterruptedException {
        String path = repository.toString();
        String hash = firstLine("git", "-C", path, "rev-parse", "--short=12", "HEAD");
        boolean changed = !firstLine("git", "-C", path, "status", "--porcelain", "--untracked-files=no")
                .isEmpty();
        return changed ? hash + " with uncommitted changes" : hash;
    }

    private static String line(String file, String key, String separator) throws IOException {
        return Files.readString(Path.of(file))
                .lines()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(line.indexOf(separator) + 1).trim())
                .findFirst()
                .orElse("unknown");
    }

    private static String firstLine(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            byte[] output = process.getInputStream().readAllBytes();
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                return "unknown";
            }
            return new String(output, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "not installed";
        }
    }
}
