package dev.dewberry.helm;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Writes what is made of the chart: the manifests in `k8s/`, and the table of values in the chart's README.
/// `./dewberry manifests` runs it; the tests say when it has to be run.
public final class Generate {

    private Generate() {}

    /// @param arguments the folder of this module
    public static void main(String[] arguments) throws IOException {
        Path module = Path.of(arguments[0]);
        Path manifests = module.resolveSibling("k8s");
        Files.createDirectories(manifests);
        Map<String, String> files = Manifests.render(module);
        try (DirectoryStream<Path> there = Files.newDirectoryStream(manifests, "*.yaml")) {
            for (Path file : there) {
                if (!files.containsKey(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(manifests.resolve(file.getKey()), file.getValue());
        }
        Path readme = module.resolve("dewberry/README.md");
        Files.writeString(
                readme, ValuesTable.replaceIn(Files.readString(readme), module.resolve("dewberry/values.yaml")));
    }
}
