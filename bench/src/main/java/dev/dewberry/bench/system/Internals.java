package dev.dewberry.bench.system;

import dev.dewberry.bench.BenchException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/// What only who has started a system may do with it: work on its tables as MariaDB's administrator, end its processes,
/// look at its disk. Blocking.
public final class Internals {
    private static final int SQL_HOURS = 2;
    private static final int RESTART_SECONDS = 300;
    private static final int POLL_MILLIS = 20;
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

    private final Path data;
    private final Path database;
    private final Supplier<List<ServerProcess>> healthy;
    private final ToIntFunction<String> healthPort;
    private final ProcFiles proc = new ProcFiles();

    /// @param data all that the system keeps
    /// @param database MariaDB's data folder, with its socket
    /// @param healthy the processes where all of them are healthy, otherwise none
    /// @param healthPort where a service tells whether it is ready
    public Internals(
            Path data, Path database, Supplier<List<ServerProcess>> healthy, ToIntFunction<String> healthPort) {
        this.healthPort = healthPort;
        this.data = data;
        this.database = database;
        this.healthy = healthy;
    }

    /// @param seconds from the start of the process, to a hundredth, until it was ready
    /// @param cpuSeconds that it had used by then
    public record Started(double seconds, double cpuSeconds) {}

    /// Statements on storage-service's tables; the rows of their answers, values with tabs between them.
    public List<String> sql(String statements) {
        try {
            Path script = Files.createTempFile("dewberry-bench", ".sql");
            Path output = Files.createTempFile("dewberry-bench", ".out");
            try {
                Files.writeString(script, statements);
                return client(script, output);
            } finally {
                Files.delete(script);
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new BenchException("Cannot ask MariaDB: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("MariaDB was not waited for", e);
        }
    }

    private List<String> client(Path script, Path output) throws IOException, InterruptedException {
        // From within the folder: a socket's path has at most 107 characters.
        Process client = new ProcessBuilder(
                        "mariadb",
                        "--no-defaults",
                        "--skip-ssl",
                        "--socket=server.sock",
                        "--batch",
                        "--skip-column-names",
                        "dewberry_storage")
                .directory(database.toFile())
                .redirectInput(script.toFile())
                .redirectOutput(output.toFile())
                .redirectErrorStream(true)
                .start();
        if (!client.waitFor(SQL_HOURS, TimeUnit.HOURS)) {
            client.destroy();
            throw new BenchException("MariaDB has not answered for " + SQL_HOURS + " hours");
        }
        String answer = Files.readString(output);
        if (client.exitValue() != 0) {
            throw new BenchException("MariaDB refused a statement: " + answer);
        }
        return answer.lines().toList();
    }

    /// The server's counters by their names.
    public Map<String, Long> counters(String... names) {
        var counters = new LinkedHashMap<String, Long>();
        sql("SHOW GLOBAL STATUS WHERE Variable_name IN ('" + String.join("','", names) + "')")
                .forEach(line -> counters.put(line.split("\t")[0], Long.parseLong(line.split("\t")[1])));
        return counters;
    }

    /// Bytes of the files of storage-service's tables; those of a table's partitions together.
    public Map<String, Long> tableBytes() {
        var bytes = new LinkedHashMap<String, Long>();
        sql("SELECT LOWER(SUBSTRING_INDEX(SUBSTRING_INDEX(name, '/', -1), '#', 1)) AS t, SUM(file_size)"
                        + " FROM information_schema.innodb_sys_tablespaces WHERE name LIKE 'dewberry\\_storage/%'"
                        + " GROUP BY t ORDER BY SUM(file_size) DESC LIMIT 5")
                .forEach(line -> bytes.put(line.split("\t")[0], Long.parseLong(line.split("\t")[1])));
        return bytes;
    }

    /// Ends a process politely and waits until the launcher has started it again and all is well.
    public void restart(String role) throws InterruptedException {
        long before = awaitHealthy(role, 0);
        boolean unusedAsked =
                ProcessHandle.of(before).map(ProcessHandle::destroy).orElse(false);
        long unusedNow = awaitHealthy(role, before);
    }

    /// Kills a service (`auth`) and waits until the one that the launcher starts in its place is ready.
    public Started killAndAwait(String service) throws InterruptedException {
        long before = awaitHealthy(service + "-service", 0);
        boolean unusedAsked =
                ProcessHandle.of(before).map(ProcessHandle::destroyForcibly).orElse(false);
        var ready = new Readiness(healthPort.applyAsInt(service));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RESTART_SECONDS);
        while (System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            long now = startedAgain(service);
            if (now != 0 && now != before && ready.ask()) {
                Instant answered = Instant.now();
                return ProcessHandle.of(now)
                        .flatMap(process -> process.info().startInstant())
                        .map(start ->
                                new Started(Duration.between(start, answered).toMillis() / 1e3, proc.cpuSeconds(now)))
                        .orElseThrow(() -> new BenchException(service + " ended as soon as it was ready"));
            }
        }
        throw new BenchException(service + " was not ready within " + RESTART_SECONDS + " s");
    }

    /// What the supervisor has noted; 0 where it has not started it yet.
    private long startedAgain(String service) {
        var noted = new Properties();
        try (Reader lines = Files.newBufferedReader(data.resolve("run").resolve(service + ".status"))) {
            noted.load(lines);
        } catch (IOException e) {
            return 0;
        }
        String pid = noted.getProperty("pid", "");
        return pid.isEmpty() ? 0 : Long.parseLong(pid);
    }

    private long awaitHealthy(String role, long before) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RESTART_SECONDS);
        while (System.nanoTime() < deadline) {
            long now = pid(role, healthy.get());
            if (now != 0 && now != before) {
                return now;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
        throw new BenchException("The system with " + role + " was not healthy within " + RESTART_SECONDS + " s");
    }

    private static long pid(String role, List<ServerProcess> among) {
        return among.stream()
                .filter(process -> process.role().equals(role))
                .mapToLong(ServerProcess::pid)
                .findFirst()
                .orElse(0);
    }

    /// Has the kernel forget what it has read of files; false where this user may not.
    public boolean dropCaches() {
        try {
            Files.writeString(DROP_CACHES, "3\n");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public long freeBytes() {
        try {
            return Files.getFileStore(data).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What all files of the system take on the disk.
    public long dataBytes() {
        try (Stream<Path> all = Files.walk(data)) {
            var sizes = new ArrayList<Long>();
            all.forEach(path -> sizes.add(path.toFile().isFile() ? path.toFile().length() : 0L));
            return sizes.stream().mapToLong(Long::longValue).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
