package dev.dewberry.setup.aot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Attempts to make one cache that have begun and not ended: a line for each, with what the cache was to be of.
final class Attempts {

    private final Path file;

    Attempts(Path file) {
        this.file = file;
    }

    long of(String wanted) throws IOException {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        try (var lines = Files.lines(file)) {
            return lines.filter(wanted::equals).count();
        }
    }

    void begin(String wanted) throws IOException {
        if (of(wanted) == 0) {
            // Those of an image before.
            Files.deleteIfExists(file);
        }
        Files.writeString(file, wanted + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void end() throws IOException {
        Files.deleteIfExists(file);
    }
}
