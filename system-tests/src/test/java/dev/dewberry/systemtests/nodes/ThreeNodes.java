package dev.dewberry.systemtests.nodes;

import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.Accounts;
import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.Entrances;
import dev.dewberry.systemtests.cluster.Jars;
import dev.dewberry.systemtests.cluster.Rest;
import dev.dewberry.systemtests.cluster.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The whole system on three nodes: MariaDB and Redis on each, every service on two of them, gateways on all, and on
/// each an
/// HAProxy by which services find the others, as a Service does in Kubernetes.
final class ThreeNodes implements Entrances, AutoCloseable {

    private static final Duration START = Duration.ofSeconds(180);
    private static final int GATEWAY = 8080;
    private static final Map<Role, Integer> PORTS =
            Map.of(Role.GATEWAY, 8081, Role.AUTH, 8082, Role.MESSAGE, 8083, Role.PRESENCE, 8084, Role.STORAGE, 8085);
    private static final List<Role> WITH_TABLES = List.of(Role.AUTH, Role.PRESENCE, Role.STORAGE);

    /// By node.
    private static final List<List<Role>> PLACES = List.of(
            List.of(Role.STORAGE, Role.AUTH, Role.MESSAGE, Role.GATEWAY),
            List.of(Role.STORAGE, Role.PRESENCE, Role.MESSAGE, Role.GATEWAY),
            List.of(Role.AUTH, Role.PRESENCE, Role.GATEWAY));

    private final Path logs = Path.of("target", "three-nodes").toAbsolutePath();
    private final Network network;
    private final Stores stores;
    private final Map<String, String> common = new HashMap<>();
    private Accounts accounts;

    ThreeNodes(Path folder) {
        network = new Network(logs);
        try {
            stores = new Stores(network.nodes(), folder);
            stores.start();
            schemas();
            settings();
            for (Node node : network.nodes()) {
                startProxy(node, folder);
            }
            for (int place = 0; place < PLACES.size(); place++) {
                Node node = network.nodes().get(place);
                PLACES.get(place).forEach(role -> startService(node, role));
            }
            await().atMost(START).pollInterval(Duration.ofSeconds(1)).until(this::isReady);
            accounts = new Accounts(new Rest(gateways()[0]));
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    private void schemas() {
        StringBuilder sql = new StringBuilder("SELECT 1");
        for (Role role : WITH_TABLES) {
            String name = "dewberry_" + role.label();
            sql.append("; CREATE DATABASE ").append(name);
            sql.append("; GRANT ALL PRIVILEGES ON ")
                    .append(name)
                    .append(".* TO ")
                    .append(name)
                    .append("@'%' IDENTIFIED BY 'tests-only'");
        }
        stores.sql(network.nodes().getFirst(), sql.toString());
    }

    private void settings() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        common.put("SERVER_ADDRESS", "0.0.0.0");
        common.put("DEWBERRY_SECURITY_SERVICE_KEY", Base64.getEncoder().encodeToString(key));
        common.put("DEWBERRY_BUS_URI", "redis-sentinel://" + stores.hosts(":26379") + "/0#" + Stores.SENTINEL_NAME);
        common.put("DEWBERRY_DATABASE_HOST", stores.hosts(""));
        for (Role role : List.of(Role.AUTH, Role.STORAGE, Role.PRESENCE)) {
            common.put("DEWBERRY_SERVICES_" + role.name(), "http://127.0.0.1:" + proxied(role));
        }
    }

    private static int proxied(Role role) {
        return PORTS.getOrDefault(role, 0) + 1000;
    }

    private void startProxy(Node node, Path folder) {
        StringBuilder text = new StringBuilder("""
                defaults
                    mode tcp
                    timeout connect 1s
                    timeout client 60s
                    timeout server 60s
                """);
        for (Role role : List.of(Role.AUTH, Role.STORAGE, Role.PRESENCE)) {
            text.append("listen %s%n    bind 127.0.0.1:%d%n    option httpchk GET /actuator/health/readiness%n"
                    .formatted(role.label(), proxied(role)));
            for (int place = 0; place < PLACES.size(); place++) {
                if (PLACES.get(place).contains(role)) {
                    text.append(
                            "    server node%1$d %2$s:%3$d check inter 1s fall 3 rise 1 on-marked-down shutdown-sessions%n"
                                    .formatted(
                                            place + 1,
                                            network.nodes().get(place).address(),
                                            PORTS.get(role)));
                }
            }
        }
        Path file = folder.resolve("haproxy-" + node.address() + ".cfg");
        try {
            Files.writeString(file, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        node.start("haproxy", Map.of(), List.of("haproxy", "-db", "-f", file.toString()));
    }

    private void startService(Node node, Role role) {
        Map<String, String> environment = new HashMap<>(common);
        int port = PORTS.getOrDefault(role, 0);
        if (role == Role.GATEWAY) {
            environment.put("SERVER_PORT", Integer.toString(GATEWAY));
            environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(port));
            environment.put("MANAGEMENT_SERVER_ADDRESS", "0.0.0.0");
            environment.put("DEWBERRY_GATEWAY_SOCKET_DRAIN", "4s");
        } else {
            environment.put("SERVER_PORT", Integer.toString(port));
        }
        if (WITH_TABLES.contains(role)) {
            String name = "dewberry_" + role.label();
            environment.put("DEWBERRY_DATABASE_USERNAME", name);
            environment.put("DEWBERRY_DATABASE_PASSWORD", "tests-only");
            environment.put("DEWBERRY_DATABASE_OWNER_USERNAME", name);
            environment.put("DEWBERRY_DATABASE_OWNER_PASSWORD", "tests-only");
        }
        if (role == Role.AUTH) {
            environment.put("DEWBERRY_ADMIN_USERNAME", DewberryCluster.ADMIN);
            environment.put("DEWBERRY_ADMIN_PASSWORD", DewberryCluster.ADMIN_PASSWORD);
        }
        node.start(role.label(), environment, Jars.command(Jars.NOW, role));
    }

    /// Every service on every node is ready, and the stores have all their members.
    boolean isReady() {
        for (int place = 0; place < PLACES.size(); place++) {
            Node node = network.nodes().get(place);
            for (Role role : PLACES.get(place)) {
                if (!isReady("http://" + node.address() + ":" + PORTS.get(role))) {
                    return false;
                }
            }
        }
        return network.nodes().stream().allMatch(stores::isWhole);
    }

    private static boolean isReady(String address) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(address + "/actuator/health/readiness").toURL().openConnection();
            connection.setConnectTimeout(2000);
            connection.setReadTimeout(3000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    List<Node> nodes() {
        return network.nodes();
    }

    @Override
    public String[] gateways() {
        return network.nodes().stream()
                .map(node -> "http://" + node.address() + ":" + GATEWAY)
                .toArray(String[]::new);
    }

    @Override
    public Accounts accounts() {
        return accounts;
    }

    @Override
    public void close() {
        network.close();
    }
}
