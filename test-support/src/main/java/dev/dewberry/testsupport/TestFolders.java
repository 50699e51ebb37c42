package dev.dewberry.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Folders of test servers. They go when the JVM ends; those of a JVM that was killed go when the next one starts.
final class TestFolders {

    private static final String PREFIX = "dewberry-test-";
    private static final Path ROOT = createRoot();

    private TestFolders() {}

    static Path create(String name) {
        try {
            return Files.createTempDirectory(ROOT, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes a folder with all that is in it, if it is there.
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> content = Files.walk(folder)) {
            List<Path> deepestFirst = content.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path createRoot() {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        removeLeftovers(parent);
        Path root = parent.resolve(PREFIX + ProcessHandle.current().pid());
        try {
            delete(root);
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteAfterServers(root), "delete-test-folders"));
        return root;
    }

    private static void deleteAfterServers(Path root) {
        // Shutdown hooks run at once: while a server is still being killed it may put a new file into a folder.
        for (int attempt = 0; attempt < 20 && Files.exists(root); attempt++) {
            try {
                delete(root);
            } catch (UncheckedIOException e) {
                try {
                    // The killed server is nearly gone.
                    Thread.sleep(50);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private static void removeLeftovers(Path parent) {
        try (Stream<Path> folders = Files.list(parent)) {
            folders.filter(TestFolders::isLeftover).forEach(TestFolders::deleteQuietly);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLeftover(Path folder) {
        String name = folder.getFileName().toString();
        return name.matches(PREFIX + "\\d{1,18}")
                && ProcessHandle.of(Long.parseLong(name.substring(PREFIX.length())))
                        .isEmpty();
    }

    private static void deleteQuietly(Path folder) {
        try {
            delete(folder);
        } catch (UncheckedIOException e) {
            // Another user's, or another JVM removes it at this moment: neither is this test run's business.
            System.err.println("Left " + folder + ": " + e.getMessage());
        }
    }
}
