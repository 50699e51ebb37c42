package dev.dewberry.systemtests.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A program of this machine that runs as long as a test.
final class Program implements AutoCloseable {

    private final Process process;

    private Program(Process process) {
        this.process = process;
    }

    /// @param name of a program of Debian's packages
    static Program start(String name, Path log, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(find(name).toString());
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new Program(builder.start());
    }

    static Path find(String name) {
        return Stream.of("/usr/bin", "/usr/sbin", "/usr/local/bin")
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " is needed: apt-get install"
                        + " --no-install-recommends prometheus prometheus-alertmanager prometheus-node-exporter prometheus-mysqld-exporter"
                        + " prometheus-redis-exporter (./dewberry test does)"));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
