package dev.dewberry.setup.secret;

import dev.dewberry.setup.file.SyncedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A folder for each secret, a file for each key. The folders may be there already, as volumes, so an empty one is no
/// secret yet. For
/// one run at a time, which the caller sees to.
///
/// Files are readable by everyone who gets into the folder: each container gets only its own mounted, and each runs as
/// a user of
/// its own image.
public final class FolderSecrets implements SecretStore {

    private final Path root;

    public FolderSecrets(Path root) {
        this.root = root;
    }

    @Override
    public Optional<Secret> find(String name) {
        Path folder = root.resolve(name);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            Map<String, String> values = new HashMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String key = file.getFileName().toString();
                if (!key.startsWith(".")) {
                    values.put(key, Files.readString(file));
                }
            }
            return values.isEmpty() ? Optional.empty() : Optional.of(new Secret(name, Secret.OPAQUE, true, "", values));
        } catch (IOException e) {
            throw unavailable(folder, e);
        }
    }

    @Override
    public boolean create(Secret secret) {
        if (find(secret.name()).isPresent()) {
            return false;
        }
        write(secret.name(), secret.values());
        return true;
    }

    @Override
    public boolean change(Secret seen, Map<String, String> changes) {
        write(seen.name(), changes);
        return true;
    }

    private void write(String name, Map<String, String> values) {
        Path folder = root.resolve(name);
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> value : values.entrySet()) {
                Path unfinished = folder.resolve("." + value.getKey() + ".new");
                Files.writeString(unfinished, value.getValue());
                Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("r--r--r--"));
                SyncedFiles.moveIntoPlace(unfinished, folder.resolve(value.getKey()));
            }
        } catch (IOException e) {
            throw unavailable(folder, e);
        }
    }

    private static Unavailable unavailable(Path folder, IOException e) {
        return new Unavailable("cannot use " + folder + ": " + e.getClass().getSimpleName(), e);
    }
}
