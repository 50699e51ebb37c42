package dev.dewberry.systemtests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The executable jars that a build has made.
public final class Jars {

    /// The checkout of this test.
    public static final Path NOW = root();

    private Jars() {}

    static Path of(Path checkout, Role role) {
        Path target = checkout.resolve(role.label() + "-service").resolve("target");
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "*-app.jar")) {
                for (Path jar : jars) {
                    return jar.toAbsolutePath();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("There is no executable jar in " + target
                + ". Build it first: ./mvnw -DskipTests package (or run this test with -am).");
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("gateway-service")) ? here : here.getParent();
    }
}
