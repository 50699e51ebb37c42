package dev.dewberry.setup.aot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// A fingerprint of what an AOT cache depends on: the JDK, its options, the service and its libraries.
final class ImageIdentity {

    private ImageIdentity() {}

    static String of(Path image, Path jdk, String options) throws IOException {
        try (Stream<Path> libraries = Files.list(image.resolve("lib"))) {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(Files.readAllBytes(jdk.resolve("release")));
            hash.update(Files.readAllBytes(image.resolve("java.options")));
            hash.update(Files.readAllBytes(image.resolve("app.jar")));
            hash.update(options.getBytes(StandardCharsets.UTF_8));
            List<Path> sorted = libraries.sorted().toList();
            for (Path library : sorted) {
                // As the JVM does: it compares size and date, too.
                String seen = library.getFileName() + " " + Files.size(library) + " "
                        + Files.getLastModifiedTime(library).toMillis() + "\n";
                hash.update(seen.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
