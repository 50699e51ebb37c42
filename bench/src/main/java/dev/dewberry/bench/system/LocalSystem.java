package dev.dewberry.bench.system;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.system.Conditions.Encryption;
import dev.dewberry.bench.tls.ClientTls;
import dev.dewberry.bench.tls.RunCertificate;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A system started for this run by the launcher, in a data folder of its own and pinned, with all its children, to one
/// CPU core: the Pi budget.
public final class LocalSystem implements SystemUnderTest {
    /// BoringSSL and OpenSSL look here; the two bits are those of AES and of the carry-less product.
    private static final Map<String, String> WITHOUT_AES = Map.of("OPENSSL_ia32cap", "~0x200000200000000");

    private static final String JVM_WITHOUT_AES = "-XX:-UseAES";
    private static final String CHACHA = "CHACHA20";
    private final Launcher launcher;
    private final Path data;
    private final Conditions conditions;
    private final @Nullable Integer cpu;
    private @Nullable ClientTls tls;
    private @Nullable SlowSync slowSync;
    private @Nullable Quota quota;

    public LocalSystem(Path launcher, Path data, Conditions conditions) {
        this.data = data;
        this.conditions = conditions;
        this.cpu = conditions.cpu();
        this.launcher = new Launcher(launcher, data, cpu);
        this.launcher.set(conditions.settings());
    }

    public void start() throws InterruptedException {
        launcher.verify();
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        encrypt();
        slowDown();
        limit();
        launcher.up();
        verifyPinning();
        if (slowSync != null) {
            slowSync.verify(processes());
        }
        if (quota != null) {
            quota.verify(processes());
        }
    }

    private void encrypt() throws InterruptedException {
        if (conditions.encryption() == Encryption.NONE) {
            return;
        }
        RunCertificate certificate = RunCertificate.make(data.resolve("tls"));
        launcher.set(Map.of(
                "DEWBERRY_GATEWAY_TLS_CERTIFICATE", certificate.chain().toString(),
                "DEWBERRY_GATEWAY_TLS_KEY", certificate.key().toString()));
        if (conditions.encryption() == Encryption.TLS_WITHOUT_AES) {
            launcher.set(WITHOUT_AES);
            String given = System.getenv("DEWBERRY_JAVA_OPTIONS");
            launcher.set(
                    Map.of("DEWBERRY_JAVA_OPTIONS", given == null ? JVM_WITHOUT_AES : given + " " + JVM_WITHOUT_AES));
        }
        tls = new ClientTls(certificate.trusted());
    }

    private void slowDown() throws InterruptedException {
        if (conditions.fsyncMillis() > 0) {
            Path source = launcher.sibling("bench/src/main/native/slowsync.c");
            slowSync = SlowSync.compile(source, data.resolve("slowsync"), conditions.fsyncMillis());
            launcher.set(slowSync.environment());
        }
    }

    private void limit() {
        if (conditions.quota() != null) {
            quota = Quota.make(conditions.quota());
            launcher.set(quota.environment());
        }
    }

    @Override
    public @Nullable ClientTls tls() {
        return tls;
    }

    @Override
    public RedisGauge redis() {
        Properties ports = settings("ports");
        Properties secrets = settings("secrets");
        var passwords = new HashMap<String, String>();
        for (String account : List.of("message", "presence", "storage")) {
            passwords.put(account, secrets.getProperty("redis-" + account, ""));
        }
        return new RedisGauge(Integer.parseInt(ports.getProperty("redis", "0")), passwords);
    }

    @Override
    public void slowDisk(boolean slow) {
        if (slowSync == null) {
            throw new BenchException("The stores were started with the disk as it is");
        }
        slowSync.inEffect(slow, processes());
    }

    @Override
    public Internals internals() {
        return new Internals(data, data.resolve("mariadb/data"), this::healthyProcesses, this::healthPort);
    }

    private int healthPort(String service) {
        Properties ports = settings("ports");
        return Integer.parseInt(ports.getProperty(service + "-management", ports.getProperty(service, "0")));
    }

    /// What the launcher has written: lines of names and values.
    private Properties settings(String file) {
        var settings = new Properties();
        try (Reader lines = Files.newBufferedReader(data.resolve(file))) {
            settings.load(lines);
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, Object> figures() {
        var figures = new LinkedHashMap<String, Object>();
        if (tls != null) {
            figures.put("TLS of the connections", String.join(", ", tls.negotiated()));
            verifyCipher(tls);
        }
        if (slowSync != null) {
            figures.putAll(slowSync.figures(processes()));
        }
        if (quota != null) {
            figures.putAll(quota.figures());
        }
        return figures;
    }

    private void verifyCipher(ClientTls by) {
        boolean chacha = by.negotiated().stream().allMatch(agreed -> agreed.contains(CHACHA));
        if (conditions.encryption() == Encryption.TLS_WITHOUT_AES && !chacha) {
            throw new BenchException("The gateway used AES instructions that it was to do without (" + by.negotiated()
                    + "): --aes measures it with them");
        }
    }

    private void verifyPinning() {
        if (cpu == null) {
            return;
        }
        var proc = new ProcFiles();
        for (ServerProcess process : processes()) {
            String allowed = proc.allowedCpus(process.pid());
            if (!allowed.equals(cpu.toString())) {
                throw new BenchException(process.role() + " may run on CPUs " + allowed + ", not on " + cpu
                        + " alone: the Pi budget does not hold");
            }
        }
    }

    @Override
    public URI base() {
        String scheme = conditions.encryption() == Encryption.NONE ? "http" : "https";
        return URI.create(scheme + "://127.0.0.1:" + launcher.port());
    }

    @Override
    public String adminUsername() {
        return Launcher.ADMIN;
    }

    @Override
    public String adminPassword() {
        return launcher.password();
    }

    @Override
    public List<ServerProcess> processes() {
        return parse(launcher.status());
    }

    private List<ServerProcess> healthyProcesses() {
        String status = launcher.status();
        return JsonMapper.shared().readTree(status).path("state").asString("").equals("healthy")
                ? parse(status)
                : List.of();
    }

    /// `status --json` is an array of processes, or an object that holds one.
    static List<ServerProcess> parse(String json) {
        JsonNode root = JsonMapper.shared().readTree(json);
        JsonNode list = root.isArray() ? root : root.path("processes");
        var processes = new ArrayList<ServerProcess>();
        for (JsonNode one : list) {
            long pid = one.path("pid").asLong(0);
            if (pid > 0) {
                processes.add(new ServerProcess(one.path("role").asString(), pid));
            }
        }
        return processes;
    }

    @Override
    public String describe() {
        var words = new StringBuilder("started by the bench, ");
        words.append(cpu == null ? "not pinned" : "every server process on CPU " + cpu);
        switch (conditions.encryption()) {
            case NONE -> {
                // What is not there need not be said.
            }
            case TLS_WITHOUT_AES -> words.append("; TLS by servers without AES instructions");
            case TLS -> words.append("; TLS");
        }
        if (slowSync != null) {
            words.append("; ").append(slowSync.describe());
        }
        if (quota != null) {
            words.append("; each process within the quota ").append(conditions.quota());
        }
        return words.toString();
    }

    @Override
    public void close() {
        launcher.down();
        if (quota != null) {
            quota.close();
        }
        if (!conditions.keep()) {
            Folders.delete(data);
        }
    }
}
