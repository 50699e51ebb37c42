package dev.dewberry.systemtests.cluster;

import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.LocalMariaDb;
import dev.dewberry.testsupport.LocalRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The whole system as processes of this machine: MariaDB, Redis and the five services, some of them twice, each of
/// which can be killed, stopped and started again on the same ports. Logs are in `target/cluster-<n>/`.
///
/// Classes that want the same [Setup] share one cluster by [#shared(Setup)] and leave it whole. Not thread-safe.
public final class DewberryCluster implements Entrances, AutoCloseable {

    public static final String ADMIN = "admin";
    public static final String ADMIN_PASSWORD = "system-tests-only";

    private static @Nullable DewberryCluster shared;
    private static int number;

    private final Setup setup;
    private final LocalMariaDb mariaDb;
    private final LocalRedis redis;
    private final Map<Role, List<ServiceProcess>> processes = new EnumMap<>(Role.class);
    private final Map<Role, Balancer> balancers = new EnumMap<>(Role.class);
    private final Map<Role, Database> databases = new EnumMap<>(Role.class);
    private final List<Balancer> relays = new ArrayList<>();
    private final List<Wire> wiresToRedis = new ArrayList<>();
    private final List<Wire> wiresToMariaDb = new ArrayList<>();
    private final Path logs;
    private final @Nullable BoardClock clock;
    private @Nullable Accounts accounts;

    /// The running cluster of this setup. There is one at a time; another setup ends the one before.
    public static DewberryCluster shared(Setup setup) {
        return shared(setup, Jars.NOW);
    }

    /// @param release the checkout of which the processes of a new cluster are
    public static synchronized DewberryCluster shared(Setup setup, Path release) {
        DewberryCluster current = shared;
        if (current != null && !current.setup.equals(setup)) {
            current.close();
            current = null;
        }
        if (current == null) {
            current = new DewberryCluster(setup);
            current.processes().forEach(process -> process.become(release));
            shared = current;
        }
        current.start();
        return current;
    }

    private DewberryCluster(Setup setup) {
        this.setup = setup;
        logs = Path.of("target", "cluster-" + ++number).toAbsolutePath();
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clock = setup.settable() ? BoardClock.compile(logs) : null;
        if (clock != null) {
            clock.set(BoardClock.NEVER_SET);
        }
        mariaDb = new LocalMariaDb(ofTheBoard());
        redis = new LocalRedis(ofTheBoard());
        mariaDb.start();
        redis.start();
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        define(Base64.getEncoder().encodeToString(key));
    }

    private void define(String serviceKey) {
        for (Role role : Role.values()) {
            List<ServiceProcess> list = new ArrayList<>();
            processes.put(role, list);
            balancers.put(role, new Balancer(new Wire("network to " + role.label()), list));
        }
        for (Role role : Role.values()) {
            Map<String, String> common = new HashMap<>(ofTheBoard());
            common.put("SERVER_ADDRESS", "127.0.0.1");
            common.put("DEWBERRY_SECURITY_SERVICE_KEY", serviceKey);
            common.put("DEWBERRY_SERVICES_AUTH", inner(Role.AUTH));
            common.put("DEWBERRY_SERVICES_STORAGE", inner(Role.STORAGE));
            common.put("DEWBERRY_SERVICES_PRESENCE", inner(Role.PRESENCE));
            switch (role) {
                case AUTH -> {
                    database(common, role);
                    common.put("DEWBERRY_ADMIN_USERNAME", ADMIN);
                    common.put("DEWBERRY_ADMIN_PASSWORD", ADMIN_PASSWORD);
                }
                case STORAGE, PRESENCE -> database(common, role);
                case GATEWAY, MESSAGE -> {}
            }
            common.putAll(setup.environment().getOrDefault(role, Map.of()));
            for (int index = 0; index < setup.of(role); index++) {
                processes.get(role).add(process(role, index, common));
            }
        }
    }

    private Map<String, String> ofTheBoard() {
        BoardClock current = clock;
        return current == null ? Map.of() : current.environment();
    }

    private ServiceProcess process(Role role, int index, Map<String, String> common) {
        String name = role.label() + "-" + index;
        Map<String, String> environment = new HashMap<>(common);
        environment.put(
                "DEWBERRY_BUS_URI", "redis://127.0.0.1:" + port(name + " to Redis", redis.port(), wiresToRedis));
        if (databases.containsKey(role)) {
            int databasePort = port(name + " to MariaDB", mariaDb.port(), wiresToMariaDb);
            environment.put("DEWBERRY_DATABASE_PORT", Integer.toString(databasePort));
        }
        int port = FreePort.next();
        int healthPort = port;
        environment.put("SERVER_PORT", Integer.toString(port));
        if (role == Role.GATEWAY) {
            healthPort = FreePort.next();
            environment.put("MANAGEMENT_SERVER_PORT", Integer.toString(healthPort));
            environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        }
        return new ServiceProcess(role, name, logs, environment, port, healthPort);
    }

    /// Where a process reaches a store: directly, or by a wire of its own.
    private int port(String name, int storePort, List<Wire> wires) {
        if (!setup.wired()) {
            return storePort;
        }
        Wire wire = new Wire(name);
        Balancer relay = new Balancer(wire, List.of(new Store(storePort)));
        relays.add(relay);
        wires.add(wire);
        return relay.port();
    }

    private record Store(int port) implements Balancer.Target {
        @Override
        public boolean isAlive() {
            return true;
        }
    }

    private void database(Map<String, String> environment, Role role) {
        Database database = mariaDb.createDatabase(role.label());
        databases.put(role, database);
        environment.put("DEWBERRY_DATABASE_HOST", database.host());
        environment.put("DEWBERRY_DATABASE_NAME", database.name());
        environment.put("DEWBERRY_DATABASE_USERNAME", database.username());
        environment.put("DEWBERRY_DATABASE_PASSWORD", database.password());
        environment.put("DEWBERRY_DATABASE_OWNER_USERNAME", database.ownerUsername());
        environment.put("DEWBERRY_DATABASE_OWNER_PASSWORD", database.ownerPassword());
    }

    /// Starts whatever does not run, and waits until everything is ready.
    public void start() {
        mariaDb.start();
        redis.start();
        for (Role role : Role.values()) {
            processes.get(role).forEach(ServiceProcess::start);
        }
        awaitReady();
    }

    public void awaitReady() {
        for (Role role : Role.values()) {
            processes.get(role).forEach(ServiceProcess::awaitReady);
        }
    }

    public ServiceProcess process(Role role, int index) {
        return processes.get(role).get(index);
    }

    public List<ServiceProcess> processes(Role role) {
        return List.copyOf(processes.get(role));
    }

    public List<ServiceProcess> processes() {
        return processes.values().stream().flatMap(List::stream).toList();
    }

    public LocalMariaDb mariaDb() {
        return mariaDb;
    }

    public LocalRedis redis() {
        return redis;
    }

    /// The clock of all of them, where the [Setup] wants one that can be set.
    public BoardClock clock() {
        return Objects.requireNonNull(clock);
    }

    /// The schema of a service that has one.
    public Database database(Role role) {
        return Objects.requireNonNull(databases.get(role));
    }

    /// One for each process, where the [Setup] wants wires.
    public List<Wire> wiresToRedis() {
        return List.copyOf(wiresToRedis);
    }

    /// One for each process that has a database, where the [Setup] wants wires.
    public List<Wire> wiresToMariaDb() {
        return List.copyOf(wiresToMariaDb);
    }

    /// On which everybody reaches the processes of a service by their common address.
    public Wire wireTo(Role role) {
        return balancers.get(role).wire();
    }

    /// The public address of all gateways together.
    public String entry() {
        return inner(Role.GATEWAY);
    }

    @Override
    public String gateway(int index) {
        return "http://127.0.0.1:" + process(Role.GATEWAY, index).port();
    }

    @Override
    public String[] gateways() {
        return processes.get(Role.GATEWAY).stream()
                .map(gateway -> "http://127.0.0.1:" + gateway.port())
                .toArray(String[]::new);
    }

    /// Users for tests. They are made by an administrator, so that no password has to be hashed for them.
    @Override
    public Accounts accounts() {
        Accounts current = accounts;
        if (current == null) {
            current = new Accounts(new Rest(gateway(0)));
            accounts = current;
        }
        return current;
    }

    /// SIGSTOP for everything, and then nothing but [#powerCut()].
    public void freeze() {
        List<Long> pids = new ArrayList<>(List.of(mariaDb.pid(), redis.pid()));
        processes().forEach(process -> pids.add(process.pid()));
        Signals.send(pids, "STOP");
    }

    /// SIGKILL for everything at the same moment, as far as one can.
    public void powerCut() {
        List<Thread> killers = new ArrayList<>();
        killers.add(Thread.startVirtualThread(mariaDb::kill));
        killers.add(Thread.startVirtualThread(redis::kill));
        processes().forEach(process -> killers.add(Thread.startVirtualThread(process::kill)));
        for (Thread killer : killers) {
            try {
                killer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        processes().forEach(ServiceProcess::kill);
        balancers.values().forEach(Balancer::close);
        relays.forEach(Balancer::close);
        redis.kill();
        mariaDb.kill();
    }

    private String inner(Role role) {
        return "http://127.0.0.1:" + balancers.get(role).port();
    }
}
