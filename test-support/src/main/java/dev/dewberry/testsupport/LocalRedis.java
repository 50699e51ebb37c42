package dev.dewberry.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A Redis server as a process of this machine, with its own data folder, on a port of its own of 127.0.0.1.
///
/// It keeps an append-only file like the product's, so a killed server comes back with all but its last second.
public final class LocalRedis implements Redis {

    private final int port = Ports.next();
    private final Path folder = TestFolders.create("redis");
    private final Path data = folder.resolve("data");
    private final List<String> options;
    private final ServerProcess process;

    public LocalRedis() {
        this(Map.of());
    }

    /// @param environment of the server beyond that of this JVM
    public LocalRedis(Map<String, String> environment) {
        this(environment, List.of());
    }

    private LocalRedis(Map<String, String> environment, List<String> options) {
        this.options = List.copyOf(options);
        process = new ServerProcess("Redis", folder.resolve("redis.log"), environment);
    }

    /// Which has TLS on another port besides, with this certificate.
    ///
    /// @param certificate a file in PEM form, and so the key
    public static LocalRedis withTls(Path certificate, Path key) {
        return new LocalRedis(
                Map.of(),
                List.of(
                        "--tls-port",
                        Integer.toString(Ports.next()),
                        "--tls-cert-file",
                        certificate.toString(),
                        "--tls-key-file",
                        key.toString(),
                        "--tls-auth-clients",
                        "no"));
    }

    /// Of a server that has TLS.
    public int tlsPort() {
        return Integer.parseInt(options.get(options.indexOf("--tls-port") + 1));
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        if (process.isAlive()) {
            return;
        }
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of(
                Executables.require("redis-server", "redis-server", "valkey-server"),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                data.toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--maxmemory",
                "96mb",
                "--maxmemory-policy",
                "noeviction"));
        command.addAll(options);
        process.start(command, this::answers);
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void wipe() {
        kill();
        TestFolders.delete(data);
    }

    /// Kills the server and takes the end off its append-only file, as a power cut in the middle of a write does.
    ///
    /// @param bytes so many, or what there is
    public void killInTheMiddleOfAWrite(long bytes) {
        kill();
        try (Stream<Path> files = Files.list(data.resolve("appendonlydir"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".incr.aof")).toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(Math.max(0, channel.size() - bytes));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the append-only file is.
    public Path data() {
        return data;
    }

    public long pid() {
        return process.pid();
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            // While it still loads its file it answers -LOADING.
            return socket.getInputStream().read() == '+';
        } catch (IOException e) {
            return false;
        }
    }
}
