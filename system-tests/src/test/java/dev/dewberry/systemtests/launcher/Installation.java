package dev.dewberry.systemtests.launcher;

import dev.dewberry.protocol.json.Json;
import dev.dewberry.systemtests.cluster.Rest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// A data folder and a port of its own, worked on by nothing but the command line. Not thread-safe.
final class Installation {

    private static final int LONGEST_COMMAND_MINUTES = 3;

    private final Path data;
    private final int port = freePorts();
    private final Map<String, String> settings = new HashMap<>();

    Installation(Path data) {
        this.data = data;
    }

    /// What a command printed, errors included, and its exit status.
    record Result(int status, String output) {

        /// What stands behind a word at the beginning of a line.
        String line(String word) {
            return output.lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith(word + " "))
                    .map(line -> line.substring(word.length()).strip())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no line '" + word + "' in: " + output));
        }
    }

    /// One line of `status --json`.
    record Line(String name, String role, Optional<Long> pid, int port, String health, int restarts, String lastExit) {

        private static Line of(JsonNode json) {
            return new Line(
                    json.path("name").asString(),
                    json.path("role").asString(),
                    json.path("pid").isNumber() ? Optional.of(json.path("pid").asLong()) : Optional.empty(),
                    json.path("port").asInt(0),
                    json.path("health").asString(),
                    json.path("restarts").asInt(),
                    json.path("lastExit").asString());
        }

        boolean isHealthy() {
            return health.equals("healthy");
        }

        void kill() {
            ProcessHandle.of(pid.orElseThrow()).orElseThrow().destroyForcibly();
        }
    }

    Installation with(String variable, String value) {
        settings.put(variable, value);
        return this;
    }

    int port() {
        return port;
    }

    Rest rest() {
        return new Rest("http://127.0.0.1:" + port);
    }

    /// `./dewberry` with these arguments.
    Result run(String... arguments) {
        try {
            Path output = Files.createTempFile("dewberry-", ".out");
            ProcessBuilder builder = new ProcessBuilder(
                            root().resolve("dewberry").toString())
                    .redirectErrorStream(true)
                    // A file, because the processes that `up` leaves behind would hold a pipe open.
                    .redirectOutput(output.toFile());
            builder.command().addAll(Arrays.asList(arguments));
            builder.environment().keySet().removeIf(name -> name.startsWith("DEWBERRY_"));
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("DEWBERRY_DATA_DIR", data.toString());
            builder.environment().put("DEWBERRY_PORT", Integer.toString(port));
            builder.environment().put("DEWBERRY_AOT", "off");
            // Somebody's own, of which each JVM says first that it picked them up.
            builder.environment().put("JDK_JAVA_OPTIONS", "-Ddewberry.test=launcher");
            builder.environment().putAll(settings);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LONGEST_COMMAND_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(List.of(arguments) + " does not end: " + Files.readString(output));
            }
            Result result = new Result(process.exitValue(), Files.readString(output));
            Files.delete(output);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JsonNode status() {
        return Json.read(run("status", "--json").output());
    }

    List<Line> processes() {
        return StreamSupport.stream(status().path("processes").spliterator(), false)
                .map(Line::of)
                .toList();
    }

    Line process(String name) {
        return processes().stream()
                .filter(line -> line.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// The first of two that are free, below the range of outgoing connections; a second gateway takes the next.
    private static int freePorts() {
        for (int attempt = 0; attempt < 500; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(10_000, 12_000);
            if (isFree(first) && isFree(first + 1)) {
                return first;
            }
        }
        throw new IllegalStateException("no free ports");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isExecutable(here.resolve("dewberry")) ? here : here.getParent();
    }
}
