package dev.dewberry.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/// A real HAProxy with the chart's configuration. Of that only the addresses are others: the ports on which it listens,
/// and
/// the gateways, which it finds by their ports instead of by DNS.
final class Haproxy implements AutoCloseable {

    private final Process process;
    private final int port;

    private Haproxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Haproxy start(Path folder, String values, List<FakeGateway> gateways) throws IOException {
        int port = freePort();
        String configuration = Renders.with(values)
                .one("ConfigMap", "dewberry-loadbalancer")
                .text("data", "haproxy.cfg")
                .replace("bind :8080", "bind 127.0.0.1:" + port)
                .replace("bind :8404", "bind 127.0.0.1:" + freePort())
                .replaceAll("(?m)^ *server-template .*$", Matcher.quoteReplacement(servers(gateways)));
        Path file = folder.resolve("haproxy.cfg");
        Files.writeString(file, configuration);
        Process process = new ProcessBuilder(program(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
        Haproxy haproxy = new Haproxy(process, port);
        Waiting.until("HAProxy listens: " + folder, haproxy::listens);
        // Until then it takes all for ready.
        gateways.forEach(FakeGateway::awaitChecks);
        return haproxy;
    }

    int port() {
        return port;
    }

    private boolean listens() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String servers(List<FakeGateway> gateways) {
        StringBuilder lines = new StringBuilder();
        for (FakeGateway gateway : gateways) {
            lines.append("    server gateway%1$d 127.0.0.1:%1$d check inter 100ms fall 1 rise 1\n"
                    .formatted(gateway.port()));
        }
        return lines.toString();
    }

    private static String program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError("HAProxy is needed: apt-get install haproxy, or ./dewberry test --all"))
                .toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
