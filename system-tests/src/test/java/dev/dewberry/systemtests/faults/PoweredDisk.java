package dev.dewberry.systemtests.faults;

import dev.dewberry.systemtests.cluster.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A disk of its own under folders that are there, with what is in them, whose power can be cut: ext4 in an image file.
/// What was not synced by then is gone, as far as the kernel has not written it by itself. Only root can make one.
/// Nobody may use the folders while it is made, without power, and while it is closed, which leaves everything in them.
final class PoweredDisk implements AutoCloseable {

    private static final int ROOM_MIB = 1024;
    /// `EXT4_IOC_SHUTDOWN`, by which filesystems are tested for crashes: nothing is written any more.
    private static final long SHUTDOWN = 0x8004587dL;
    /// Not even the journal (`EXT4_GOING_FLAGS_NOLOGFLUSH`).
    private static final int AT_ONCE = 2;

    private final Path image;
    private final Path root;
    private final BoundFolders folders;

    PoweredDisk(List<Path> onIt) {
        try {
            image = Files.createTempFile("dewberry-disk", ".ext4");
            root = Files.createTempDirectory("dewberry-disk");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        folders = new BoundFolders(root, onIt);
        Commands.run("truncate", "-s", ROOM_MIB + folders.usedMib() + "M", image.toString());
        Commands.run("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
        mount();
        folders.moveOut();
        Commands.run("sync", "-f", root.toString());
    }

    private void mount() {
        // The journal is written when somebody syncs, and not every five seconds besides.
        Commands.run("mount", "-o", "loop,commit=300", image.toString(), root.toString());
    }

    /// A file beside the folders that nobody has synced.
    Path writeWithoutSync(String text) {
        try {
            return Files.writeString(root.resolve("unsynced"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// From now on nothing reaches it, and whoever tries gets an error.
    void cutPower() {
        Linker linker = Linker.nativeLinker();
        MethodHandle open = handle(
                linker,
                "open",
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        MethodHandle ioctl = handle(
                linker,
                "ioctl",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2));
        MethodHandle close = handle(linker, "close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int folder = (int) open.invokeExact(arena.allocateFrom(root.toString()), 0);
            int result = (int) ioctl.invokeExact(folder, SHUTDOWN, arena.allocateFrom(ValueLayout.JAVA_INT, AT_ONCE));
            int closed = (int) close.invokeExact(folder);
            if (result != 0 || closed != 0) {
                throw new IllegalStateException("ext4 does not go down: " + result + ", " + closed);
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle handle(
            Linker linker, String name, FunctionDescriptor descriptor, Linker.Option... options) {
        MemorySegment function = linker.defaultLookup().findOrThrow(name);
        return linker.downcallHandle(function, descriptor, options);
    }

    /// Nobody may use the folders until it returns.
    void restorePower() {
        folders.unbind();
        BoundFolders.unmount(root);
        mount();
        folders.bind();
    }

    @Override
    public void close() {
        folders.moveBack();
        BoundFolders.unmount(root);
        Commands.run("rmdir", root.toString());
        Commands.run("rm", image.toString());
    }
}
