package dev.dewberry.bench.calibration;

import dev.dewberry.bench.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server process of a calibration, on the system's core, ended with `close`.
final class PinnedProcess implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;
    private final Process process;

    private PinnedProcess(Process process) {
        this.process = process;
    }

    static PinnedProcess start(@Nullable Integer cpu, Path log, List<String> command) throws IOException {
        var pinned = new ArrayList<String>();
        if (cpu != null) {
            pinned.addAll(List.of("taskset", "-c", cpu.toString()));
        }
        pinned.addAll(command);
        return new PinnedProcess(new ProcessBuilder(pinned)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Waits until it takes connections.
    void awaitPort(int port) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return;
            } catch (IOException e) {
                // Not up yet; the bench's main thread has nothing else to do.
                Thread.sleep(50);
            }
        }
        throw new BenchException("The calibration's server did not start on port " + port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
