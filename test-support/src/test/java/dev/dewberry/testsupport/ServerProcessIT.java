package dev.dewberry.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServerProcessIT {

    @Test
    void aServerEndsWithAKilledJvm() throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = jvm.inputReader()) {
            long server = Long.parseLong(output.readLine());
            assertThat(isRunning(server)).isTrue();

            jvm.destroyForcibly().waitFor();

            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (isRunning(server) && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(isRunning(server)).isFalse();
        }
    }

    private static boolean isRunning(long pid) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        // One that was killed stays in the table until its new parent has taken notice of it.
        return handle.isPresent() && handle.get().info().command().isPresent();
    }

    /// What the JVM that gets killed runs: the thread that asked for the server is gone before the server should be.
    static final class Child {

        private Child() {}

        public static void main(String[] arguments) throws InterruptedException {
            LocalRedis redis = new LocalRedis();
            Thread starter = new Thread(redis::start);
            starter.start();
            starter.join();
            TimeUnit.MILLISECONDS.sleep(200);
            System.out.println(redis.pid());
            TimeUnit.MINUTES.sleep(1);
        }
    }
}
