package dev.dewberry.helm;

import dev.dewberry.testsupport.SelfSigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A load balancer run by the chart's own script, with the environment that the chart gives it.
final class BalancerProcess implements AutoCloseable {

    private final Process process;
    private final int port;

    private BalancerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// @param environment beside and over that of the chart
    static BalancerProcess start(
            Path folder, int port, Renders.Render render, List<String> command, Map<String, String> environment)
            throws IOException {
        Path script = Files.writeString(
                folder.resolve("balancer.sh"),
                render.one("ConfigMap", "dewberry-loadbalancer").text("data", "balancer.sh"));
        List<String> all = new ArrayList<>(List.of("sh", script.toString()));
        all.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("balancer.log").toFile());
        Map<String, Object> container = Manifest.list(
                        render.one("Deployment", "dewberry-loadbalancer").podSpec(), "containers")
                .getFirst();
        Manifest.list(container, "env")
                .forEach(variable -> builder.environment()
                        .put(
                                (String) variable.get("name"),
                                ((String) variable.get("value"))
                                        .replace("/tmp/", folder + "/")
                                        .replace("/etc/dewberry/loadbalancer/", folder + "/")));
        builder.environment().put("CERTIFICATE", certificate(folder).toString());
        builder.environment().put("PERIOD", "0.2");
        if (!hasIPv6()) {
            builder.environment().put("IF_INET6", "/none");
        }
        builder.environment().putAll(environment);
        BalancerProcess started = new BalancerProcess(builder.start(), port);
        Waiting.until("it listens: " + folder, started::listens);
        return started;
    }

    /// Whether this machine has the address at which the tests listen.
    static boolean hasIPv6() throws IOException {
        Path interfaces = Path.of("/proc/net/if_inet6");
        return Files.exists(interfaces) && Files.readString(interfaces).contains("0".repeat(31) + "1 ");
    }

    static Path certificate(Path folder) {
        return folder.resolve("tls");
    }

    /// A new one each time, in the place of the one that is there.
    static void renew(Path certificate) throws IOException, GeneralSecurityException, InterruptedException {
        Files.createDirectories(certificate);
        SelfSigned.make(certificate.getParent(), "EC")
                .writeTo(certificate.resolve("tls.crt"), certificate.resolve("tls.key"));
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

    static String program(String name) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError(name + " is needed: apt-get install " + name + ", or ./dewberry test --all"))
                .toString();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As Kubernetes stops it; returns when it has ended by itself.
    void stop() {
        process.destroy();
        Waiting.until("it has ended", () -> !process.isAlive());
    }

    /// In a hurry, with all that the script has started.
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
