package dev.dewberry.bench.calibration;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.system.Folders;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Takes the ceilings, one after another, on an otherwise idle machine.
public final class Calibration {
    private static final int FSYNCS = 300;

    private final EventLoop loop;
    private final @Nullable Integer cpu;
    private final Path folder;

    public Calibration(EventLoop loop, @Nullable Integer cpu, Path folder) {
        this.loop = loop;
        this.cpu = cpu;
        this.folder = folder;
    }

    public Ceilings take() throws IOException {
        Files.createDirectories(folder);
        Double echo = attempt("echo", () -> new EchoCeiling(loop).measure(cpu, folder));
        Double xadd = attempt("Redis", () -> RedisCeiling.measure(cpu, folder));
        double[] mariadb = attempt("MariaDB", () -> MariaDbCeiling.measure(cpu, folder));
        double fsync = fsyncMicros();
        Folders.delete(folder);
        return new Ceilings(
                echo, xadd, mariadb == null ? null : mariadb[0], mariadb == null ? null : mariadb[1], fsync);
    }

    private static <T> @Nullable T attempt(String what, Callable<T> measurement) {
        try {
            return measurement.call();
        } catch (IOException | BenchException e) {
            System.err.println("No ceiling for " + what + ": " + e.getMessage());
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        } catch (Exception e) {
            // What a Callable may throw besides: a fault of the bench itself, which is not to be passed over.
            throw new BenchException("The ceiling for " + what + " failed", e);
        }
    }

    private double fsyncMicros() throws IOException {
        Path file = folder.resolve("fsync");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long start = System.nanoTime();
            for (int i = 0; i < FSYNCS; i++) {
                int unused = channel.write(ByteBuffer.allocate(4096), i * 4096L);
                channel.force(false);
            }
            return (System.nanoTime() - start) / 1e3 / FSYNCS;
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
