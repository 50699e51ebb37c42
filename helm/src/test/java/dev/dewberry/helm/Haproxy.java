package dev.dewberry.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/// A real HAProxy with the chart's configuration. Of that only the addresses are others: the ports on which it
/// listens, and the gateways, which it finds by their ports instead of by DNS.
final class Haproxy implements AutoCloseable {

    private final BalancerProcess process;

    private Haproxy(BalancerProcess process) {
        this.process = process;
    }

    static Haproxy start(Path folder, String values, List<FakeGateway> gateways) throws IOException {
        return start(folder, values, gateways, Map.of());
    }

    static Haproxy start(Path folder, String values, List<FakeGateway> gateways, Map<String, String> environment)
            throws IOException {
        int port = BalancerProcess.freePort();
        int observation = BalancerProcess.freePort();
        Renders.Render render = Renders.with(values);
        String configuration = render.one("ConfigMap", "dewberry-loadbalancer")
                .text("data", "haproxy.cfg")
                .replaceAll("bind :(8080|8443)", "bind 127.0.0.1:" + port)
                .replaceAll("bind :::(8080|8443)", "bind ::1:" + port)
                .replace(
                        "/etc/dewberry/tls", BalancerProcess.certificate(folder).toString())
                .replace("bind :8404", "bind 127.0.0.1:" + observation)
                .replace("bind :::8404", "bind ::1:" + observation)
                .replaceAll("(?m)^ *server-template .*$", Matcher.quoteReplacement(servers(gateways)));
        Path file = folder.resolve("haproxy.cfg");
        Files.writeString(file, configuration);
        Haproxy haproxy = new Haproxy(BalancerProcess.start(
                folder,
                port,
                render,
                List.of(BalancerProcess.program("haproxy"), "-W", "-db", "-f", file.toString()),
                environment));
        // Until then it takes all for ready.
        gateways.forEach(FakeGateway::awaitChecks);
        return haproxy;
    }

    int port() {
        return process.port();
    }

    /// Waits until it has ended.
    void stop() {
        process.stop();
    }

    private static String servers(List<FakeGateway> gateways) {
        StringBuilder lines = new StringBuilder();
        for (FakeGateway gateway : gateways) {
            lines.append("    server gateway%1$d 127.0.0.1:%1$d check inter 100ms fall 1 rise 1\n"
                    .formatted(gateway.port()));
        }
        return lines.toString();
    }

    @Override
    public void close() {
        process.close();
    }
}
