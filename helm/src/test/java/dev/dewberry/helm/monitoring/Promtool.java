package dev.dewberry.helm.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Prometheus' own tool for rules.
final class Promtool {

    /// @param output all that it said
    record Result(int exitCode, String output) {}

    private Promtool() {}

    static Result run(List<String> command, List<Path> files) {
        List<String> all = new ArrayList<>(command);
        all.addFirst("promtool");
        files.forEach(file -> all.add(file.toString()));
        try {
            Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.onExit().join().exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "promtool is needed: apt-get install --no-install-recommends prometheus (./dewberry test does)", e);
        }
    }
}
