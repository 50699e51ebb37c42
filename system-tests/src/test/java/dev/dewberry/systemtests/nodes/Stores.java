package dev.dewberry.systemtests.nodes;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// MariaDB as a Galera cluster of three, and Redis with two replicas and three sentinels: the settings that
/// docs/kubernetes.md recommends.
final class Stores {

    static final String SENTINEL_NAME = "dewberry";

    private static final Duration START = Duration.ofSeconds(40);
    private static final Path SOCKETS = Path.of("/tmp");

    private final List<Node> nodes;
    private final Path folder;

    Stores(List<Node> nodes, Path folder) {
        this.nodes = nodes;
        this.folder = folder;
    }

    void start() {
        for (Node node : nodes) {
            startMariaDb(node, node == nodes.getFirst());
            startRedis(node);
            startSentinel(node);
        }
        await().atMost(START).until(() -> nodes.stream().allMatch(this::isWhole));
    }

    String hosts(String port) {
        return nodes.stream().map(node -> node.address() + port).collect(Collectors.joining(","));
    }

    /// All three know each other, and this one has what the others have.
    boolean isWhole(Node node) {
        return status(node, "wsrep_cluster_size").equals("3")
                && status(node, "wsrep_local_state_comment").equals("Synced")
                && redis(node, "26379", "sentinel", "ckquorum", SENTINEL_NAME).startsWith("OK 3")
                && connectedReplicas() == 2;
    }

    private long connectedReplicas() {
        return nodes.stream()
                .filter(node -> redis(node, "6379", "info", "replication").contains("master_link_status:up"))
                .count();
    }

    private static String redis(Node node, String port, String... command) {
        List<String> whole = new ArrayList<>(List.of("redis-cli", "-p", port));
        whole.addAll(List.of(command));
        return node.ask(whole.toArray(String[]::new));
    }

    private String status(Node node, String name) {
        String line = node.ask(client(node, "SHOW STATUS LIKE '" + name + "'"));
        return line.isEmpty() ? "" : line.substring(line.indexOf('\t') + 1);
    }

    void sql(Node node, String statements) {
        String answer = node.ask(client(node, statements + "; SELECT 'done'"));
        if (!answer.endsWith("done")) {
            throw new IllegalStateException("MariaDB refuses: " + statements);
        }
    }

    private String[] client(Node node, String sql) {
        return new String[] {
            "mariadb",
            "--no-defaults",
            "--socket=" + socket(node),
            "--user=root",
            "-N",
            "-B",
            "--connect-timeout=3",
            "-e",
            sql
        };
    }

    /// Short, since the path of a socket may only have 107 characters.
    private static Path socket(Node node) {
        return SOCKETS.resolve("dw" + ProcessHandle.current().pid() + "-" + node.address() + ".sock");
    }

    private void startMariaDb(Node node, boolean first) {
        Path data = folder(node, "mariadb");
        Node.run(
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--force");
        // Root's rsync receives the copy of another node as this user.
        Node.run("chown", "-R", "nobody", data.toString());
        List<String> command = new ArrayList<>(List.of(
                "mariadbd",
                "--no-defaults",
                "--datadir=" + data,
                "--socket=" + socket(node),
                "--pid-file=" + data.resolve("mariadbd.pid"),
                "--user=root",
                "--bind-address=0.0.0.0",
                "--skip-name-resolve",
                "--skip-ssl",
                "--performance-schema=OFF",
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_bin",
                "--transaction-isolation=READ-COMMITTED",
                "--innodb-flush-log-at-trx-commit=1",
                "--innodb-buffer-pool-size=64M",
                "--innodb-log-file-size=32M",
                "--max-connections=200",
                "--binlog-format=ROW",
                "--innodb-autoinc-lock-mode=2",
                "--wsrep-on=ON",
                "--wsrep-provider=/usr/lib/galera/libgalera_smm.so",
                "--wsrep-provider-options=gcache.size=64M",
                "--wsrep-cluster-name=dewberry",
                "--wsrep-cluster-address=gcomm://" + hosts(""),
                "--wsrep-node-address=" + node.address(),
                "--wsrep-sst-method=rsync"));
        if (first) {
            command.add("--wsrep-new-cluster");
        }
        node.start("mariadb", Map.of(), command);
        await().atMost(START)
                .until(() -> status(node, "wsrep_local_state_comment").equals("Synced"));
    }

    private void startRedis(Node node) {
        List<String> command = new ArrayList<>(List.of(
                "redis-server",
                "--port",
                "6379",
                "--bind",
                "0.0.0.0",
                "--protected-mode",
                "no",
                "--dir",
                folder(node, "redis").toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--maxmemory-policy",
                "noeviction",
                // One that is cut off from both others soon takes nothing more.
                "--min-replicas-to-write",
                "1",
                "--min-replicas-max-lag",
                "3",
                "--repl-timeout",
                "5",
                "--repl-ping-replica-period",
                "1"));
        if (node != nodes.getFirst()) {
            command.addAll(List.of("--replicaof", nodes.getFirst().address() + " 6379"));
        }
        node.start("redis", Map.of(), command);
    }

    private void startSentinel(Node node) {
        Path file = folder(node, "sentinel").resolve("sentinel.conf");
        try {
            Files.writeString(file, """
                    port 26379
                    bind 0.0.0.0
                    protected-mode no
                    dir %1$s
                    sentinel monitor %2$s %3$s 6379 2
                    sentinel down-after-milliseconds %2$s 3000
                    sentinel failover-timeout %2$s 10000
                    """.formatted(
                            file.getParent(), SENTINEL_NAME, nodes.getFirst().address()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        node.start("sentinel", Map.of(), List.of("redis-server", file.toString(), "--sentinel"));
    }

    private Path folder(Node node, String name) {
        try {
            return Files.createDirectories(folder.resolve(name + "-" + node.address()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
