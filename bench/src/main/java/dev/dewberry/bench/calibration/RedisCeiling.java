package dev.dewberry.bench.calibration;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pipelined `XADD`s a second into a Redis of our own on the system's core.
final class RedisCeiling {
    private static final int PIPELINE = 200;
    private static final double MEASURED_SECONDS = 3;

    private RedisCeiling() {}

    static double measure(@Nullable Integer cpu, Path folder) throws IOException, InterruptedException {
        int port = PinnedProcess.freePort();
        List<String> command = List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--save",
                "");
        try (var server = PinnedProcess.start(cpu, folder.resolve("redis.log"), command)) {
            server.awaitPort(port);
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                return rate(socket.getOutputStream(), new BufferedInputStream(socket.getInputStream(), 1 << 16));
            }
        }
    }

    private static double rate(OutputStream out, InputStream in) throws IOException {
        String one = "*7\r\n$4\r\nXADD\r\n$1\r\ns\r\n$6\r\nMAXLEN\r\n$5\r\n10000\r\n$1\r\n*\r\n$1\r\nr\r\n$200\r\n"
                + "x".repeat(200) + "\r\n";
        byte[] batch = one.repeat(PIPELINE).getBytes(StandardCharsets.US_ASCII);
        long start = System.nanoTime();
        long added = 0;
        while (System.nanoTime() - start < MEASURED_SECONDS * 1e9) {
            out.write(batch);
            for (int i = 0; i < PIPELINE; i++) {
                skipBulk(in);
            }
            added += PIPELINE;
        }
        return added / ((System.nanoTime() - start) / 1e9);
    }

    /// An id comes as `$15`, then its bytes, each line with its end.
    private static void skipBulk(InputStream in) throws IOException {
        int b = in.read();
        if (b != '$') {
            throw new IOException("Redis refused XADD");
        }
        for (int lines = 0; lines < 2; ) {
            b = in.read();
            if (b < 0) {
                throw new IOException("Redis closed the connection");
            }
            lines += b == '\n' ? 1 : 0;
        }
    }
}
