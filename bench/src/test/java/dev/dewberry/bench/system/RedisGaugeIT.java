package dev.dewberry.bench.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.bench.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Redis with accounts as the launcher makes them.
class RedisGaugeIT {
    private static final Map<String, String> PASSWORDS =
            Map.of("message", "one", "presence", "two", "storage", "three");

    @TempDir
    private Path folder;

    private int port;
    private Process redis;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path settings = Files.writeString(folder.resolve("redis.conf"), """
                bind 127.0.0.1
                port %d
                dir %s
                save ""
                user message on >one ~dw:{p[0-9]*}:* ~dw:{gw-* -@all +@all -@admin -@dangerous +info
                user presence on >two ~dw:{presence}:* -@all +@all -@admin -@dangerous +info
                user storage on >three ~dw:cache:storage:* -@all +@all -@admin -@dangerous +info
                """.formatted(port, folder));
        redis = new ProcessBuilder("redis-server", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        while (!isListening()) {
            assertThat(redis.isAlive()).isTrue();
            // Until it takes connections.
            Thread.sleep(20);
        }
    }

    private boolean isListening() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        redis.destroy();
        redis.waitFor();
    }

    private void write(String... commands) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (String command : commands) {
                socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).as(command).isIn((int) '$', (int) '+', (int) ':');
                int unusedRest = socket.getInputStream().read(new byte[100]);
            }
        }
    }

    @Test
    void streamsAreCountedWhosoeverTheyAre() throws IOException {
        write(
                "XADD dw:{p1}:commands * r 1",
                "XADD dw:{p1}:commands * r 2",
                "XADD dw:{gw-a}:deliveries * r 1",
                "XADD dw:{presence}:reports * r 1",
                "SET dw:{p1}:epoch 7");

        try (var gauge = new RedisGauge(port, PASSWORDS)) {
            RedisGauge.Reading reading = gauge.read();

            assertThat(reading.streams())
                    .isEqualTo(Map.of("dw:{p1}:commands", 2L, "dw:{gw-a}:deliveries", 1L, "dw:{presence}:reports", 1L));
            assertThat(reading.entries()).isEqualTo(4);
            assertThat(reading.usedBytes()).isBetween(100_000L, 100_000_000L);
        }
    }

    @Test
    void whatIsKeptHotIsWeighedByItself() throws IOException {
        write("SET dw:cache:gateway:1 " + "x".repeat(50_000), "XADD dw:{p1}:commands * r " + "x".repeat(50_000));
        try (var gauge = new RedisGauge(port, PASSWORDS)) {
            assertThat(gauge.read().hotBytes()).isZero();

            write("SET dw:cache:storage:1:tail:a " + "x".repeat(30_000), "HSET dw:cache:storage:1:c:a e 0");

            assertThat(gauge.read().hotBytes()).isBetween(30_000L, 45_000L);
        }
    }

    @Test
    void whoIsRefusedIsToldSo() {
        assertThatThrownBy(() -> new RedisGauge(port, Map.of()))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("WRONGPASS");
    }
}
