package dev.dewberry.systemtests.faults;

import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.Commands;
import java.nio.file.Path;
import java.util.List;

/// Folders that are on another file system for a while, under the paths that they have. Nobody may use them while they
/// move.
final class BoundFolders {

    private final Path root;
    private final List<Path> folders;

    /// @param root where the other file system is, or will be, mounted
    BoundFolders(Path root, List<Path> folders) {
        this.root = root;
        this.folders = List.copyOf(folders);
    }

    long usedMib() {
        return folders.stream()
                .mapToLong(folder -> Long.parseLong(
                        Commands.run("du", "-sm", folder.toString()).getFirst().split("\\s")[0]))
                .sum();
    }

    /// Copies what is in them.
    void moveOut() {
        for (int i = 0; i < folders.size(); i++) {
            Commands.run("cp", "-a", folders.get(i).toString(), inside(i));
        }
        bind();
    }

    void bind() {
        for (int i = 0; i < folders.size(); i++) {
            Commands.run("mount", "--bind", inside(i), folders.get(i).toString());
        }
    }

    void unbind() {
        folders.forEach(BoundFolders::unmount);
    }

    /// With all that is in them now.
    void moveBack() {
        unbind();
        for (int i = 0; i < folders.size(); i++) {
            String folder = folders.get(i).toString();
            Commands.run("find", folder, "-mindepth", "1", "-delete");
            Commands.run("cp", "-aT", inside(i), folder);
        }
    }

    private String inside(int i) {
        return root.resolve(Integer.toString(i)).toString();
    }

    /// A child of a process that was killed may be on it a moment longer.
    static void unmount(Path point) {
        await().ignoreExceptions().until(() -> {
            Commands.run("umount", point.toString());
            return true;
        });
    }
}
