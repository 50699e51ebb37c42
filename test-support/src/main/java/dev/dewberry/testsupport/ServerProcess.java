package dev.dewberry.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A server process that never outlives this JVM.
///
/// An ordinary end of the JVM is met by a shutdown hook; for a JVM that is killed, the kernel is
/// asked (by `setpriv`) to kill the server with its parent.
final class ServerProcess {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration STOP = Duration.ofSeconds(30);

    /// The kernel takes the *thread* that started a process for its parent, so that thread has to live as long as the
    /// JVM.
    private static final ExecutorService PARENT = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "test-servers");
        thread.setDaemon(true);
        return thread;
    });

    private final String name;
    private final Path log;
    private final Map<String, String> environment;
    private @Nullable Process process;

    /// @param environment what the server has beyond that of this JVM
    ServerProcess(String name, Path log, Map<String, String> environment) {
        this.name = name;
        this.log = log;
        this.environment = Map.copyOf(environment);
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "kill-" + name));
    }

    boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    long pid() {
        Process current = process;
        if (current == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return current.pid();
    }

    void start(List<String> command, BooleanSupplier answers) {
        Process started = launch(command, log, environment);
        process = started;
        long end = System.nanoTime() + START.toNanos();
        while (!answers.getAsBoolean()) {
            if (!started.isAlive()) {
                throw new IllegalStateException(
                        name + " ended with " + started.exitValue() + " at its start:\n" + tail(log));
            }
            if (System.nanoTime() > end) {
                kill();
                throw new IllegalStateException(name + " does not answer after " + START + ":\n" + tail(log));
            }
            pause();
        }
    }

    void stop() {
        Process current = process;
        if (current == null) {
            return;
        }
        current.destroy();
        try {
            if (!current.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    void kill() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
            // Until it is gone its port is taken and its files may still be written.
            current.onExit().join();
        }
    }

    static void runToEnd(List<String> command, Path log, Duration limit) {
        Process process = launch(command, log, Map.of());
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command.getFirst() + " takes longer than " + limit + ":\n" + tail(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IllegalStateException("Interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    command.getFirst() + " ended with " + process.exitValue() + ":\n" + tail(log));
        }
    }

    private static Process launch(List<String> command, Path log, Map<String, String> environment) {
        List<String> whole = new ArrayList<>();
        Executables.find("setpriv").ifPresent(setpriv -> whole.addAll(List.of(setpriv, "--pdeathsig", "KILL", "--")));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return PARENT.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot start " + command.getFirst(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            // A server that starts tells nobody when it is ready.
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
