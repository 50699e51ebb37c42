package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.testsupport.LocalRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The script that runs before Redis, with a real Redis and files that are broken in several ways.
class AppendOnlyScriptIT {

    private static final Path SCRIPT = Renders.CHART.resolve("files/redis-appendonly.sh");

    private final LocalRedis redis = new LocalRedis();

    @BeforeEach
    void write() {
        redis.start();
        for (int i = 0; i < 100; i++) {
            set(i);
        }
        redis.stop();
    }

    @AfterEach
    void remove() {
        redis.wipe();
    }

    private void set(int i) {
        redis.call(commands -> commands.set("key-" + i, "value-" + i));
    }

    private long keys() {
        redis.start();
        return redis.<Long>call(commands -> commands.dbsize());
    }

    private static String run(Path data) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", SCRIPT.toString(), data.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private Path file(String end) throws IOException {
        try (Stream<Path> files = Files.list(redis.data().resolve("appendonlydir"))) {
            return files.filter(file -> file.toString().endsWith(end))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// As a card that gives back zeros where something was.
    private static void zero(Path file, double from, double to) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = (int) (bytes.length * from); i < bytes.length * to; i++) {
            bytes[i] = 0;
        }
        Files.write(file, bytes);
    }

    private Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(redis.data().resolve("appendonlydir"))) {
            for (Path file : files.toList()) {
                content.put(file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return content;
    }

    @Test
    void leavesAloneWhatIsWhole() throws Exception {
        Map<String, String> before = content();

        assertThat(run(redis.data())).isEmpty();

        assertThat(content()).isEqualTo(before);
        assertThat(keys()).isEqualTo(100);
    }

    @Test
    void cutsOffWhatIsBrokenAndAllBehindIt() throws Exception {
        zero(file(".incr.aof"), 0.5, 0.6);

        assertThat(run(redis.data())).contains("cut off");

        assertThat(keys()).isBetween(40L, 60L);
        set(1000);
    }

    @Test
    void mendsATornEnd() throws Exception {
        Path file = file(".incr.aof");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));

        run(redis.data());

        assertThat(keys()).isEqualTo(99);
    }

    @Test
    void removesWhatCannotBeMended() throws Exception {
        zero(file(".base.rdb"), 0, 0.5);

        assertThat(run(redis.data())).contains("without one");

        assertThat(keys()).isZero();
        set(1);
    }

    @Test
    void removesAManifestThatSaysNothing() throws Exception {
        zero(file(".manifest"), 0, 1);

        run(redis.data());

        assertThat(keys()).isZero();
    }

    @Test
    void doesNothingWhereThereIsNothingYet() throws Exception {
        redis.wipe();

        assertThat(run(redis.data())).isEmpty();
    }

    /// Without the script that is how it would stay.
    @Test
    void redisDoesNotStartWithABrokenFile() throws Exception {
        zero(file(".incr.aof"), 0.5, 0.6);

        assertThatThrownBy(redis::start).hasMessageContaining("Redis ended with 1 at its start");
    }
}
