package dev.dewberry.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A real Nginx with the chart's configuration. Of that only the addresses and folders are others. The gateways are
/// found by their ports instead of by DNS, since no distribution that we support has an Nginx that looks an upstream's
/// names up again.
final class Nginx implements AutoCloseable {

    private final BalancerProcess process;

    private Nginx(BalancerProcess process) {
        this.process = process;
    }

    static Nginx start(Path folder, String values, List<Integer> gateways) throws IOException {
        return start(folder, values, gateways, Map.of());
    }

    static Nginx start(Path folder, String values, List<Integer> gateways, Map<String, String> environment)
            throws IOException {
        int port = BalancerProcess.freePort();
        int observation = BalancerProcess.freePort();
        Renders.Render render = Renders.with(values);
        String configuration = render.one("ConfigMap", "dewberry-loadbalancer")
                .text("data", "nginx.conf")
                // First, since the folder is in there, too.
                .replace("/tmp/", folder + "/")
                .replaceAll("listen (8080|8443)", "listen 127.0.0.1:" + port)
                .replaceAll("listen \\[::]:(8080|8443)", "listen [::1]:" + port)
                .replace("listen 8404", "listen 127.0.0.1:" + observation)
                .replace("listen [::]:8404", "listen [::1]:" + observation)
                .replace(
                        "/etc/dewberry/tls", BalancerProcess.certificate(folder).toString())
                .replace("/dev/stderr", folder + "/nginx.log")
                .replaceAll("(?m)^ *server .* resolve (.*)$", servers(gateways));
        Files.writeString(folder.resolve("nginx.conf"), configuration);
        return new Nginx(BalancerProcess.start(
                folder,
                port,
                render,
                List.of(
                        BalancerProcess.program("nginx"),
                        "-c",
                        folder.resolve("listening.conf").toString()),
                environment));
    }

    /// With the parameters of the chart, whatever they are.
    private static String servers(List<Integer> gateways) {
        StringBuilder lines = new StringBuilder();
        gateways.forEach(port -> lines.append("        server 127.0.0.1:%d $1\n".formatted(port)));
        return lines.toString();
    }

    int port() {
        return process.port();
    }

    /// Waits until it has ended.
    void stop() {
        process.stop();
    }

    @Override
    public void close() {
        process.close();
    }
}
