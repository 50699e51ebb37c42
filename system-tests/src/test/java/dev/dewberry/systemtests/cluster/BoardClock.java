package dev.dewberry.systemtests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The clock of the board that all processes of a cluster are on, which can be set while they run: a small C library
/// (`src/test/native/steppedclock.c`) that is compiled for the run, and that all of them load before all others. This
/// JVM keeps the machine's clock.
public final class BoardClock {

    /// What a board shows that was just switched on and has not heard of the time yet.
    public static final Instant NEVER_SET = Instant.ofEpochSecond(15);

    private final Path library;
    private final Path file;
    private final MappedByteBuffer movedBy;

    private BoardClock(Path library, Path file) throws IOException {
        this.library = library;
        this.file = file;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            movedBy = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
        }
        movedBy.order(ByteOrder.nativeOrder());
    }

    /// @param folder for the library and the file by which the clock is set
    static BoardClock compile(Path folder) {
        Path library = folder.resolve("steppedclock.so");
        try {
            Path source = source();
            Process compiler = compiler(
                    List.of("cc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl"));
            String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (compiler.waitFor() != 0) {
                throw new IllegalStateException("The library that sets the clock could not be compiled: " + said);
            }
            return new BoardClock(library, folder.resolve("clock"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Process compiler(List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException none) {
            throw new IllegalStateException(
                    "To set the clock, a C compiler is needed for a small library, and there is no 'cc'"
                            + " (Debian: apt install gcc libc6-dev).",
                    none);
        }
    }

    private static Path source() {
        Path here = Path.of("").toAbsolutePath();
        Path module = Files.isDirectory(here.resolve("system-tests")) ? here.resolve("system-tests") : here;
        return module.resolve(Path.of("src", "test", "native", "steppedclock.c"));
    }

    /// For the processes on the board.
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "DEWBERRY_CLOCK_FILE", file.toString());
    }

    /// From now on it is as much later (or earlier) than on this machine.
    private void move(Duration by) {
        movedBy.putLong(0, by.toNanos());
    }

    public void set(Instant now) {
        move(Duration.between(Instant.now(), now));
    }

    /// The machine's time.
    public void setRight() {
        move(Duration.ZERO);
    }

    public void step(Duration by) {
        movedBy.putLong(0, movedBy.getLong(0) + by.toNanos());
    }

    public Instant now() {
        return Instant.now().plusNanos(movedBy.getLong(0));
    }
}
