package dev.dewberry.systemtests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
import org.jspecify.annotations.Nullable;

/// One process of a service, which can be killed, stopped, frozen and started again on the same ports. It never
/// outlives this JVM.
public final class ServiceProcess implements Balancer.Target {

    private static final Duration READY = Duration.ofSeconds(120);
    private static final Duration STOPPED = Duration.ofSeconds(40);
    private static final boolean HAS_SETPRIV = Files.isExecutable(Path.of("/usr/bin/setpriv"));
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /// The kernel takes the thread that started a process for its parent, so it has to live as long as the JVM.
    private static final ExecutorService PARENT = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "services");
        thread.setDaemon(true);
        return thread;
    });

    private final Role role;
    private final String name;
    private final Path log;
    private final Map<String, String> environment;
    private final int port;
    private final int healthPort;
    private Path release = Jars.NOW;
    private @Nullable Process process;

    ServiceProcess(Role role, String name, Path logs, Map<String, String> environment, int port, int healthPort) {
        this.role = role;
        this.name = name;
        this.environment = environment;
        this.port = port;
        this.healthPort = healthPort;
        log = logs.resolve(name + ".log");
        Runtime.getRuntime().addShutdownHook(new Thread(this::killQuietly, "kill-" + name));
    }

    public Role role() {
        return role;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    public long pid() {
        Process current = process;
        if (current == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return current.pid();
    }

    /// From the next start on it is of another release.
    ///
    /// @param checkout the folder in which that was built
    public void become(Path checkout) {
        release = checkout;
    }

    /// Starts the process and returns before it is ready.
    public void start() {
        if (isAlive()) {
            return;
        }
        List<String> command = new ArrayList<>();
        if (HAS_SETPRIV) {
            command.addAll(List.of("/usr/bin/setpriv", "--pdeathsig", "KILL", "--"));
        }
        command.addAll(Jars.command(release, role));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            process = PARENT.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot start " + name, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Waits until the service says that it is ready.
    public void awaitReady() {
        long end = System.nanoTime() + READY.toNanos();
        while (!isReady()) {
            if (!isAlive()) {
                throw new IllegalStateException(name + " ended by itself:\n" + tail());
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(name + " is not ready after " + READY + ":\n" + tail());
            }
            pause();
        }
    }

    /// The port of health and metrics.
    public int healthPort() {
        return healthPort;
    }

    public boolean isReady() {
        return answers("readiness");
    }

    public boolean isLive() {
        return answers("liveness");
    }

    /// SIGKILL.
    public void kill() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
            current.onExit().join();
        }
    }

    /// SIGSTOP: it stands still, with all its connections open, until [#thaw()].
    public void freeze() {
        Signals.send(pid(), "STOP");
    }

    /// SIGCONT.
    public void thaw() {
        Signals.send(pid(), "CONT");
    }

    /// SIGTERM, and waits for the end.
    public void stop() {
        Process current = process;
        if (current == null) {
            return;
        }
        current.destroy();
        try {
            if (!current.waitFor(STOPPED.toSeconds(), TimeUnit.SECONDS)) {
                kill();
                throw new IllegalStateException(name + " does not end within " + STOPPED + ":\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The sum of a metric over its tags.
    public double metric(String metric) {
        HttpResponse<String> answer = get("prometheus", HttpResponse.BodyHandlers.ofString());
        return answer == null
                ? 0
                : answer.body()
                        .lines()
                        .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum();
    }

    private boolean answers(String probe) {
        HttpResponse<Void> answer = get("health/" + probe, HttpResponse.BodyHandlers.discarding());
        return answer != null && answer.statusCode() == 200;
    }

    /// @return `null` where there is no answer
    private <T> @Nullable HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + "/actuator/" + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HTTP.send(request, body);
        } catch (IOException notYet) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void killQuietly() {
        Process current = process;
        if (current != null) {
            current.destroyForcibly();
        }
    }

    private String tail() {
        List<String> lines = logLines();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    /// All that it has said, the starts before included.
    public List<String> logLines() {
        try {
            return Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
