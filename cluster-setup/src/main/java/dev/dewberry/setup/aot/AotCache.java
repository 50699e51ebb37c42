package dev.dewberry.setup.aot;

import dev.dewberry.setup.file.SyncedFiles;
import dev.dewberry.setup.log.Log;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The AOT cache of the service in whose image this runs: made where there is none of this image, beside the service,
/// which takes it at its next start. Whatever fails, the service starts without, so nothing is thrown.
///
/// Recording and writing are two runs, one after the other, because the JVM's own single step has both in memory at the
/// same time. The service is started with a key of chance, and ends before it would speak to anybody.
public final class AotCache {

    private static final Path IMAGE = Path.of("/opt/dewberry");
    private static final Path VOLUME = Path.of("/var/cache/dewberry");
    /// Of runs that were killed.
    private static final Duration FORGOTTEN = Duration.ofHours(1);
    /// Kubernetes takes an initial container for failed in which anything was killed for its memory, and repeats it; so
    /// whoever is killed again and again has to give up.
    private static final int KILLED_AT_MOST = 2;

    private static final int SIGKILL = 128 + 9;
    private static final int KEY_BYTES = 32;

    private final List<String> java;
    private final List<String> application;
    private final Identity identity;
    private final Path folder;
    private final Map<String, String> environment;
    private final Log log;

    /// @param java the program and the options that the service has as well
    /// @param application what comes after the options
    /// @param identity of everything that a cache depends on
    /// @param folder where the cache is
    AotCache(
            List<String> java,
            List<String> application,
            Identity identity,
            Path folder,
            Map<String, String> environment,
            Log log) {
        this.java = List.copyOf(java);
        this.application = List.copyOf(application);
        this.identity = identity;
        this.folder = folder;
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    @FunctionalInterface
    interface Identity {
        String read() throws IOException;
    }

    public static AotCache ofImage(Map<String, String> environment, Log log) {
        Path home = Path.of(System.getProperty("java.home"));
        return new AotCache(
                List.of(home.resolve("bin/java").toString(), "@" + IMAGE.resolve("java.options")),
                List.of("-jar", IMAGE.resolve("app.jar").toString()),
                () -> ImageIdentity.of(IMAGE, home, environment.getOrDefault("JDK_JAVA_OPTIONS", "")),
                VOLUME,
                environment,
                log);
    }

    public void make() {
        if (environment.getOrDefault("AOT", "").equals("off")) {
            log.info("no AOT cache is wanted", Map.of());
            return;
        }
        Path cache = folder.resolve("app.aot");
        Path madeOf = folder.resolve("app.aot.of");
        try {
            String wanted = identity.read();
            if (Files.isRegularFile(cache)
                    && Files.isRegularFile(madeOf)
                    && Files.readString(madeOf).equals(wanted)) {
                log.info("the AOT cache is there", Map.of("file", cache.toString()));
                return;
            }
            attempt(cache, madeOf, wanted);
        } catch (IOException e) {
            log.warn("no AOT cache, the service starts slower", Map.of("reason", e.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.warn("no AOT cache, the service starts slower", Map.of("reason", "interrupted"));
        }
    }

    private void attempt(Path cache, Path madeOf, String wanted) throws IOException, InterruptedException {
        Attempts attempts = new Attempts(folder.resolve("app.aot.attempts"));
        long killed = attempts.of(wanted);
        if (killed >= KILLED_AT_MOST) {
            log.warn(
                    "no AOT cache, the service starts slower",
                    Map.of("reason", "making it was killed " + killed + " times; it may need more memory"));
            return;
        }
        attempts.begin(wanted);
        try {
            make(cache, madeOf, wanted);
        } catch (KilledException e) {
            throw e;
        } catch (IOException | InterruptedException e) {
            attempts.end();
            throw e;
        }
        attempts.end();
    }

    private void make(Path cache, Path madeOf, String wanted) throws IOException, InterruptedException {
        long started = System.nanoTime();
        removeForgotten();
        Path work = Files.createTempDirectory(folder, ".training-");
        try {
            Path recording = work.resolve("recording");
            Path made = work.resolve("app.aot");
            run(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recording, "-Dspring.context.exit=onRefresh"));
            run(List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + recording, "-XX:AOTCache=" + made));
            // In this order: a cache with the identity of another would be taken for good.
            Files.deleteIfExists(madeOf);
            SyncedFiles.moveIntoPlace(made, cache);
            Files.writeString(madeOf, wanted);
            log.info(
                    "made an AOT cache",
                    Map.of(
                            "file", cache.toString(),
                            "bytes", String.valueOf(Files.size(cache)),
                            "seconds",
                                    String.valueOf(Duration.ofNanos(System.nanoTime() - started)
                                            .toSeconds())));
        } finally {
            remove(work);
        }
    }

    private void run(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java);
        command.addAll(options);
        command.addAll(application);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectInput(new File("/dev/null"));
        builder.environment().putAll(environment);
        builder.environment().put("DEWBERRY_SECURITY_SERVICE_KEY", keyOfChance());
        Process process = builder.start();
        long seconds = Long.parseLong(environment.getOrDefault("AOT_TIMEOUT", "300"));
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IOException("the training did not end within " + seconds + " s");
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        if (process.exitValue() == SIGKILL) {
            throw new KilledException();
        }
        if (process.exitValue() != 0) {
            throw new IOException("the training ended with " + process.exitValue());
        }
    }

    private static String keyOfChance() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private void removeForgotten() throws IOException {
        List<Path> trainings;
        try (Stream<Path> files = Files.list(folder)) {
            trainings = files.filter(file -> file.getFileName().toString().startsWith(".training-"))
                    .toList();
        }
        for (Path training : trainings) {
            long age = System.currentTimeMillis()
                    - Files.getLastModifiedTime(training).toMillis();
            if (age > FORGOTTEN.toMillis()) {
                remove(training);
            }
        }
    }

    private static void remove(Path work) throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(work);
    }
}
