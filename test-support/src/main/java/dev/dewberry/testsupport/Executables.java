package dev.dewberry.testsupport;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds programs, also where an ordinary user's PATH does not lead.
final class Executables {

    private static final List<String> USUAL =
            List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/usr/libexec", "/opt/homebrew/bin");

    private Executables() {}

    static Optional<String> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), USUAL.stream())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /// The first of `names` that is there.
    ///
    /// @param packages what to install where none is
    static String require(String packages, String... names) {
        return Stream.of(names)
                .flatMap(name -> find(name).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The tests need " + names[0]
                        + ", which is not on this machine. Install it, on Debian or Ubuntu with: "
                        + "apt-get install --no-install-recommends " + packages
                        + " - or set DOCKER_HOST to a container engine."));
    }
}
