package dev.dewberry.bench.system;

import dev.dewberry.bench.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// `./dewberry`, run for a system of its own: whole and alone, whatever the terminal is set to, on a free port and with
/// an administrator whose password nobody else knows.
final class Launcher {
    static final String ADMIN = "admin";

    private static final List<String> OF_THE_TERMINAL = List.of(
            "DEWBERRY_MARIADB_URL",
            "DEWBERRY_REDIS_URL",
            "DEWBERRY_CPUS",
            "DEWBERRY_STORES_PRELOAD",
            "DEWBERRY_CGROUPS",
            "DEWBERRY_GATEWAY_TLS_CERTIFICATE",
            "DEWBERRY_GATEWAY_TLS_KEY");

    private final Path launcher;
    private final @Nullable Integer cpu;
    private final int port = freePort();
    private final String password = UUID.randomUUID().toString();
    private final Map<String, String> environment = new HashMap<>();

    /// @param data the system's folder
    /// @param cpu to which everything is pinned
    Launcher(Path launcher, Path data, @Nullable Integer cpu) {
        this.launcher = launcher;
        this.cpu = cpu;
        environment.put("DEWBERRY_DATA_DIR", data.toString());
        environment.put("DEWBERRY_PORT", Integer.toString(port));
        environment.put("DEWBERRY_ADMIN_USERNAME", ADMIN);
        environment.put("DEWBERRY_ADMIN_PASSWORD", password);
    }

    void set(Map<String, String> settings) {
        environment.putAll(settings);
    }

    int port() {
        return port;
    }

    String password() {
        return password;
    }

    Path sibling(String file) {
        return launcher.resolveSibling(file);
    }

    void verify() {
        if (!Files.isExecutable(launcher)) {
            throw new BenchException("There is no launcher at " + launcher);
        }
    }

    void up() throws InterruptedException {
        Answer up = run(900, "up");
        if (up.code() != 0) {
            throw new BenchException("./dewberry up failed (" + up.code() + "):\n" + up.output());
        }
    }

    void down() {
        try {
            run(120, "down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// As JSON.
    String status() {
        try {
            return run(60, "status", "--json").output();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "[]";
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
            OF_THE_TERMINAL.forEach(builder.environment()::remove);
            builder.environment().putAll(environment);
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
