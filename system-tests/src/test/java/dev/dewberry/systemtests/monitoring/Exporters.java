package dev.dewberry.systemtests.monitoring;

import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.FreePort;
import dev.dewberry.systemtests.cluster.Role;
import dev.dewberry.testsupport.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The exporters of the light monitoring, with the arguments of the chart as far as Debian's versions know them.
final class Exporters implements AutoCloseable {

    private final Path folder;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final List<Program> programs = new ArrayList<>();

    Exporters(Path folder, DewberryCluster cluster) throws IOException {
        this.folder = folder;
        start(
                "node",
                Map.of(),
                "--web.listen-address=127.0.0.1:%d",
                "--web.disable-exporter-metrics",
                "--collector.textfile.directory=" + textfiles());
        start(
                "redis",
                Map.of(),
                "--web.listen-address=127.0.0.1:%d",
                "--redis.addr=redis://127.0.0.1:" + cluster.redis().port(),
                "--config-command=-",
                "--set-client-name=false");
        // An account that sees its own tables and nothing else, as the chart's.
        Database account = cluster.database(Role.PRESENCE);
        start(
                "mysqld",
                Map.of(
                        "DATA_SOURCE_NAME",
                        "%s:%s@(%s:%d)/"
                                .formatted(account.username(), account.password(), account.host(), account.port())),
                "--web.listen-address=127.0.0.1:%d",
                "--no-collect.slave_status",
                "--no-collect.info_schema.innodb_cmp",
                "--no-collect.info_schema.innodb_cmpmem",
                "--no-collect.info_schema.query_response_time");
    }

    /// By job.
    Map<String, Integer> ports() {
        return Map.copyOf(ports);
    }

    private void start(String what, Map<String, String> environment, String... arguments) throws IOException {
        int port = FreePort.next();
        ports.put("dewberry-" + what + "-exporter", port);
        programs.add(Program.start(
                "prometheus-" + what + "-exporter",
                folder.resolve(what + "-exporter.log"),
                environment,
                List.of(arguments).stream()
                        .map(argument -> argument.replace("%d", Integer.toString(port)))
                        .toList()));
    }

    /// What the chart's script tells of a Raspberry Pi.
    private Path textfiles() throws IOException {
        Path textfiles = Files.createDirectory(folder.resolve("textfiles"));
        ProcessBuilder script = new ProcessBuilder(
                        "sh", ChartQueries.chart().resolve("dewberry-board.sh").toString(), textfiles.toString())
                .inheritIO();
        script.environment()
                .putAll(Map.of(
                        "DEWBERRY_SYSFS",
                        Board.make(folder.resolve("sys")).toString(),
                        "DEWBERRY_CARD_RATING_TB",
                        "mmcblk0=30"));
        if (script.start().onExit().join().exitValue() != 0) {
            throw new IllegalStateException("dewberry-board.sh failed");
        }
        return textfiles;
    }

    @Override
    public void close() {
        programs.forEach(Program::close);
    }
}
