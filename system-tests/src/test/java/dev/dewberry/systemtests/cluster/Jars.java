package dev.dewberry.systemtests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The executable jars that a build has made.
public final class Jars {

    /// The checkout of this test.
    public static final Path NOW = root();

    private Jars() {}

    /// By which a service is started, with little memory and a compiler that is quick to be done.
    public static List<String> command(Path checkout, Role role) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xss512k",
                "-Xmx" + role.heapMegabytes() + "m",
                "-XX:MaxDirectMemorySize=96m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                of(checkout, role).toString());
    }

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
