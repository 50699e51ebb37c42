package dev.dewberry.setup.aot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.setup.log.Log;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With the JVM that runs this test, and a program of one class.
class AotCacheIT {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin/java").toString();

    @TempDir
    Path folder;

    private Path jar;
    private Path volume;
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeEach
    void compile() throws Exception {
        volume = Files.createDirectory(folder.resolve("volume"));
        jar = folder.resolve("app.jar");
        Path source = folder.resolve("App.java");
        Files.writeString(
                source, "public class App { public static void main(String[] a) { System.out.println(\"ran\"); } }");
        tool("javac", "-d", folder.toString(), source.toString());
        tool("jar", "--create", "--file", jar.toString(), "--main-class", "App", "-C", folder.toString(), "App.class");
    }

    @Test
    void theCacheIsMadeAndTheJvmTakesIt() throws Exception {
        make("one", "-jar", jar.toString());
        assertThat(volume.resolve("app.aot")).isNotEmptyFile();
        Process process = new ProcessBuilder(
                        JAVA,
                        "-XX:+UseSerialGC",
                        "-XX:AOTMode=on",
                        "-XX:AOTCache=" + volume.resolve("app.aot"),
                        "-jar",
                        jar.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("ran\n");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void itIsMadeOnceForAnImageAndAgainForTheNext() throws IOException {
        make("one", "-jar", jar.toString());
        var made = Files.getLastModifiedTime(volume.resolve("app.aot"));
        make("one", "-jar", jar.toString());
        assertThat(Files.getLastModifiedTime(volume.resolve("app.aot"))).isEqualTo(made);
        assertThat(log()).contains("the AOT cache is there");
        make("two", "-jar", jar.toString());
        assertThat(Files.getLastModifiedTime(volume.resolve("app.aot"))).isGreaterThan(made);
    }

    @Test
    void aTrainingThatFailsLeavesNothingAndThrowsNothing() throws IOException {
        make("one", "-jar", folder.resolve("missing.jar").toString());
        assertThat(log()).contains("no AOT cache, the service starts slower", "ended with 1");
        try (Stream<Path> left = Files.list(volume)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whoWasKilledTwiceForAnImageGivesUpUntilTheNextOne() throws Exception {
        String killed = killed().toString();
        make("one", "-jar", killed);
        make("one", "-jar", killed);
        assertThat(log()).contains("the training was killed").doesNotContain("more memory");
        make("one", "-jar", jar.toString());
        assertThat(log()).contains("making it was killed 2 times; it may need more memory");
        assertThat(volume.resolve("app.aot")).doesNotExist();
        make("two", "-jar", jar.toString());
        assertThat(volume.resolve("app.aot")).isNotEmptyFile();
        assertThat(volume.resolve("app.aot.attempts")).doesNotExist();
    }

    /// Ends as the kernel would end it.
    private Path killed() throws Exception {
        Path classes = Files.createDirectory(folder.resolve("killed"));
        Path source = classes.resolve("App.java");
        Files.writeString(
                source, "public class App { public static void main(String[] a) { Runtime.getRuntime().halt(137); } }");
        tool("javac", "-d", classes.toString(), source.toString());
        Path program = folder.resolve("killed.jar");
        tool(
                "jar",
                "--create",
                "--file",
                program.toString(),
                "--main-class",
                "App",
                "-C",
                classes.toString(),
                "App.class");
        return program;
    }

    @Test
    void aVolumeThatIsMissingThrowsNothing() throws IOException {
        Files.delete(volume);
        make("one", "-jar", jar.toString());
        assertThat(log()).contains("no AOT cache");
    }

    @Test
    void offMeansOff() throws IOException {
        environment.put("AOT", "off");
        make("one", "-jar", jar.toString());
        assertThat(volume).isEmptyDirectory();
    }

    /// So that it needs no Secret of the installation.
    @Test
    void theServiceIsStartedWithAKeyOfChance() throws Exception {
        Path source = folder.resolve("App.java");
        Files.writeString(source, """
                public class App {
                    public static void main(String[] a) {
                        String key = System.getenv("DEWBERRY_SECURITY_SERVICE_KEY");
                        System.exit(java.util.Base64.getDecoder().decode(key).length == 32 ? 0 : 1);
                    }
                }
                """);
        tool("javac", "-d", folder.toString(), source.toString());
        tool("jar", "--update", "--file", jar.toString(), "-C", folder.toString(), "App.class");

        make("one", "-jar", jar.toString());

        assertThat(volume.resolve("app.aot")).isNotEmptyFile();
    }

    private void make(String identity, String... application) {
        Log log = new Log(new PrintStream(output, true, StandardCharsets.UTF_8));
        new AotCache(List.of(JAVA, "-XX:+UseSerialGC"), List.of(application), () -> identity, volume, environment, log)
                .make();
    }

    private String log() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private static void tool(String name, String... arguments) {
        var tool = java.util.spi.ToolProvider.findFirst(name).orElseThrow();
        assertThat(tool.run(System.out, System.err, arguments)).isZero();
    }
}
