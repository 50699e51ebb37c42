package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The SDK runs on Android: Java 17 byte code, and nothing that is missing there.
class AndroidTest {

    private static final int JAVA_17 = 61;

    /// As a class file names them.
    private static final List<String> MISSING = List.of(
            "java/net/http/",
            "java/lang/invoke/VarHandle",
            "java/lang/ProcessHandle",
            "java/lang/StackWalker",
            "java/lang/management/",
            "java/util/concurrent/Flow",
            "java/util/concurrent/SubmissionPublisher",
            "javax/management/",
            "javax/naming/",
            "sun/misc/",
            "jdk/internal/");

    private static List<Path> classes() throws IOException, URISyntaxException {
        Path root = Path.of(DewberryClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    @Test
    void isJava17ByteCode() throws Exception {
        assertThat(classes()).hasSizeGreaterThan(30).allSatisfy(file -> {
            byte[] bytes = Files.readAllBytes(file);
            assertThat(bytes[6] << 8 | bytes[7]).as(file.toString()).isEqualTo(JAVA_17);
        });
    }

    @Test
    void usesNothingThatAndroidLacks() throws Exception {
        assertThat(classes()).allSatisfy(file -> {
            String names = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            assertThat(MISSING).as(file.toString()).noneMatch(names::contains);
        });
    }
}
