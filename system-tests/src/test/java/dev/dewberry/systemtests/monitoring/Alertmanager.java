package dev.dewberry.systemtests.monitoring;

import dev.dewberry.systemtests.cluster.FreePort;
import dev.dewberry.systemtests.cluster.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// An Alertmanager that posts to message-service, as the chart's does.
final class Alertmanager implements AutoCloseable {

    private final int port = FreePort.next();
    private final Program program;

    Alertmanager(Path folder, int messageServicePort) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), Setup.Alerts.TOKEN + "\n");
        Path file = Files.writeString(folder.resolve("alertmanager.yml"), """
                route: {receiver: people, group_wait: 0s, group_interval: 1s}
                receivers:
                  - name: people
                    webhook_configs:
                      - url: http://127.0.0.1:%d/hooks/v1/alertmanager
                        http_config: {authorization: {credentials_file: %s}}
                """.formatted(messageServicePort, token));
        program = Program.start(
                "prometheus-alertmanager",
                folder.resolve("alertmanager.log"),
                Map.of(),
                List.of(
                        "--config.file=" + file,
                        "--storage.path=" + folder.resolve("alertmanager"),
                        "--cluster.listen-address=",
                        "--web.listen-address=127.0.0.1:" + port));
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        program.close();
    }
}
