package dev.dewberry.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The chart with each file of values in `ci/`, rendered once for all tests. The objects of `helm test` are among them:
/// Helm
/// leaves hooks out of what it renders, so that is done with a copy in which they are none.
final class Renders {

    static final Path MODULE = Path.of("").toAbsolutePath();
    static final Path REPOSITORY = MODULE.getParent();
    static final Path CHART = MODULE.resolve("dewberry");
    private static final String RELEASE = "dewberry";
    private static final Map<String, Render> ALL = renderAll();

    /// @param name the file of values
    record Render(String name, List<Manifest> objects) {

        List<Manifest> of(String kind) {
            return objects.stream().filter(object -> object.kind().equals(kind)).toList();
        }

        List<Manifest> withPods() {
            return objects.stream().filter(Manifest::hasPods).toList();
        }

        Manifest one(String kind, String name) {
            return of(kind).stream()
                    .filter(object -> object.name().equals(name))
                    .findAny()
                    .orElseThrow(() -> new AssertionError("No " + kind + " " + name + " in " + this.name));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Renders() {}

    static List<Render> all() {
        return List.copyOf(ALL.values());
    }

    static Render of(String name) {
        return ALL.get(name + "-values.yaml");
    }

    static Render with(String values) {
        return as(RELEASE, values);
    }

    /// @param release its name and that of its namespace
    static Render as(String release, String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            Files.writeString(file, values);
            Render render = render("inline", release, file);
            Files.delete(file);
            return render;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Manifest> parse(String text) {
        List<Manifest> objects = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
            if (document != null) {
                objects.add(Manifest.of(document));
            }
        }
        return objects;
    }

    private static Map<String, Render> renderAll() {
        Map<String, Render> renders = new TreeMap<>();
        try (Stream<Path> files = Files.list(CHART.resolve("ci"))) {
            files.forEach(file -> renders.put(
                    file.getFileName().toString(), render(file.getFileName().toString(), RELEASE, file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return renders;
    }

    private static Render render(String name, String release, Path values) {
        return new Render(name, parse(new Chart(Copy.FOLDER).render(release, values)));
    }

    /// Made when it is first needed.
    private static final class Copy {

        static final Path FOLDER = copy();

        private static Path copy() {
            try (Stream<Path> files = Files.walk(CHART)) {
                Path folder = Files.createTempDirectory("chart").resolve("dewberry");
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path to = folder.resolve(CHART.relativize(file).toString());
                    Files.createDirectories(to.getParent());
                    Files.writeString(to, Files.readString(file).replace("\"helm.sh/hook\"", "\"example.org/hook\""));
                }
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
