package dev.dewberry.systemtests.faults;

import dev.dewberry.systemtests.cluster.Commands;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A file system of its own under folders that are there, with what is in them, and with little room left. Only root
/// can make one. Nobody may use the folders while it is made and while it is closed, which leaves everything in them.
final class SmallDisk implements AutoCloseable {

    private static final int ROOM_MIB = 64;

    private final Path root;
    private final BoundFolders folders;

    SmallDisk(List<Path> onIt) {
        try {
            root = Files.createTempDirectory("dewberry-disk");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        folders = new BoundFolders(root, onIt);
        long mib = ROOM_MIB + folders.usedMib();
        Commands.run("mount", "-t", "tmpfs", "-o", "size=" + mib + "m", "tmpfs", root.toString());
        folders.moveOut();
    }

    /// Until not one byte more fits.
    void fill() {
        byte[] much = new byte[64 * 1024];
        try (OutputStream out = Files.newOutputStream(filling())) {
            while (true) {
                out.write(much);
            }
        } catch (IOException e) {
            if (free() != 0) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Takes away what [#fill()] put there.
    void makeRoom() {
        try {
            Files.deleteIfExists(filling());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filling() {
        return root.resolve("filling");
    }

    private long free() {
        return root.toFile().getUsableSpace();
    }

    @Override
    public void close() {
        makeRoom();
        folders.moveBack();
        BoundFolders.unmount(root);
        Commands.run("rmdir", root.toString());
    }
}
