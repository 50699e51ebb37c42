package dev.dewberry.setup.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Puts files into their places so that they are whole there, or not there, whenever the power is cut.
public final class SyncedFiles {

    private SyncedFiles() {}

    /// What is at `target` is replaced.
    ///
    /// @param unfinished on the same file system
    public static void moveIntoPlace(Path unfinished, Path target) throws IOException {
        sync(unfinished);
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(target.toAbsolutePath().resolveSibling(""));
    }

    /// @param path of a file, or of a folder, whose names are synced then
    private static void sync(Path path) throws IOException {
        // fsync(2) asks for no right to write.
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
