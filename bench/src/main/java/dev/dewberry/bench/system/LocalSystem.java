package dev.dewberry.bench.system;

import dev.dewberry.bench.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A system started for this run by the launcher, in a data folder of its own and pinned, with all its children, to one
/// CPU core: the Pi budget.
public final class LocalSystem implements SystemUnderTest {
    private final Path launcher;
    private final Path data;
    private final boolean keep;
    private final @Nullable Integer cpu;
    private final int port = freePort();
    private final String password = UUID.randomUUID().toString();

    /// @param cpu the core for every process of the system; null leaves them free
    public LocalSystem(Path launcher, Path data, boolean keep, @Nullable Integer cpu) {
        this.launcher = launcher;
        this.data = data;
        this.keep = keep;
        this.cpu = cpu;
    }

    public void start() throws InterruptedException {
        if (!Files.isExecutable(launcher)) {
            throw new BenchException("There is no launcher at " + launcher);
        }
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Answer up = run(900, "up");
        if (up.code() != 0) {
            throw new BenchException("./dewberry up failed (" + up.code() + "):\n" + up.output());
        }
        verifyPinning();
    }

    private void verifyPinning() {
        if (cpu == null) {
            return;
        }
        var proc = new ProcFiles();
        for (ServerProcess process : processes()) {
            String allowed = proc.allowedCpus(process.pid());
            if (!allowed.equals(cpu.toString())) {
                throw new BenchException(process.role() + " may run on CPUs " + allowed + ", not on " + cpu
                        + " alone: the Pi budget does not hold");
            }
        }
    }

    @Override
    public URI base() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public String adminUsername() {
        return "admin";
    }

    @Override
    public String adminPassword() {
        return password;
    }

    @Override
    public List<ServerProcess> processes() {
        try {
            Answer status = run(60, "status", "--json");
            return parse(status.output());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /// `status --json` is an array of processes, or an object that holds one.
    static List<ServerProcess> parse(String json) {
        JsonNode root = JsonMapper.shared().readTree(json);
        JsonNode list = root.isArray() ? root : root.path("processes");
        var processes = new ArrayList<ServerProcess>();
        for (JsonNode one : list) {
            long pid = one.path("pid").asLong(0);
            if (pid > 0) {
                processes.add(new ServerProcess(one.path("role").asString(), pid));
            }
        }
        return processes;
    }

    @Override
    public String describe() {
        return cpu == null
                ? "started by the bench, not pinned"
                : "started by the bench, every server process on CPU " + cpu;
    }

    @Override
    public void close() {
        try {
            run(120, "down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!keep) {
            Folders.delete(data);
        }
    }

    private record Answer(int code, String output) {}

    private Answer run(int seconds, String... arguments) throws InterruptedException {
        var command = new ArrayList<String>();
        if (cpu != null) {
            command.addAll(List.of("taskset", "-c", cpu.toString()));
        }
        command.add(launcher.toString());
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("dewberry-bench", ".out");
            var builder = new ProcessBuilder(command).redirectOutput(output.toFile());
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            // The system of the run is whole and alone, whatever the terminal is set to.
            List.of("DEWBERRY_MARIADB_URL", "DEWBERRY_REDIS_URL", "DEWBERRY_CPUS")
                    .forEach(builder.environment()::remove);
            builder.environment().put("DEWBERRY_DATA_DIR", data.toString());
            builder.environment().put("DEWBERRY_PORT", Integer.toString(port));
            builder.environment().put("DEWBERRY_ADMIN_USERNAME", adminUsername());
            builder.environment().put("DEWBERRY_ADMIN_PASSWORD", password);
            Process process = builder.start();
            // A file and not a pipe: the servers that `up` leaves behind would keep a pipe open.
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroy();
                throw new BenchException(String.join(" ", command) + " did not end within " + seconds + " s");
            }
            String text = Files.readString(output);
            Files.delete(output);
            return new Answer(process.exitValue(), text);
        } catch (IOException e) {
            throw new BenchException("Cannot run " + String.join(" ", command) + ": " + e.getMessage(), e);
        }
    }

    /// Below the range that outgoing connections take theirs from: the generator makes thousands of those.
    private static int freePort() {
        var chance = new Random();
        for (int attempt = 0; attempt < 100; attempt++) {
            int candidate = 10_000 + chance.nextInt(5_000);
            try (var socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: try another.
            }
        }
        throw new BenchException("There is no free port between 10000 and 15000");
    }
}
