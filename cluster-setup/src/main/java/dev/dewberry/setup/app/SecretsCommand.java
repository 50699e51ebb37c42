package dev.dewberry.setup.app;

import dev.dewberry.setup.log.Log;
import dev.dewberry.setup.secret.CertificateSecrets;
import dev.dewberry.setup.secret.FolderSecrets;
import dev.dewberry.setup.secret.InstallationSecrets;
import dev.dewberry.setup.secret.SecretStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/// `secrets`, in a cluster and in a folder.
final class SecretsCommand {

    private final Map<String, String> environment;
    private final Clock clock;
    private final SecureRandom random;
    private final Log log;

    SecretsCommand(Map<String, String> environment, Clock clock, SecureRandom random, Log log) {
        this.environment = environment;
        this.clock = clock;
        this.random = random;
        this.log = log;
    }

    boolean inCluster(Cluster cluster) {
        String release = setting("RELEASE", "");
        if (release.isEmpty()) {
            throw new SecretStore.Unavailable("RELEASE is not set; it is the prefix of the secrets' names");
        }
        Map<String, String> labels =
                Map.of("app.kubernetes.io/part-of", "dewberry", "app.kubernetes.io/instance", release);
        String gateway = release + "-gateway";
        List<String> hosts = hosts(
                gateway,
                gateway + "." + cluster.namespace(),
                gateway + "." + cluster.namespace() + ".svc",
                "localhost");
        return complete(cluster.secrets(labels), release + "-", release + "-redis:6379", hosts);
    }

    /// Only one run at a time.
    boolean inFolder(Path folder) {
        try {
            Files.createDirectories(folder);
            try (FileChannel file = FileChannel.open(
                            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = file.lock()) {
                return complete(
                        new FolderSecrets(folder), "", setting("REDIS_ADDRESS", "redis:6379"), hosts("localhost"));
            }
        } catch (IOException e) {
            throw new SecretStore.Unavailable("cannot use " + folder, e);
        }
    }

    private boolean complete(SecretStore store, String prefix, String redisAddress, List<String> hosts) {
        String administrator = setting("ADMIN_USERNAME", "admin");
        boolean replica = Boolean.parseBoolean(setting("MARIADB_REPLICA", "false"));
        boolean passwords =
                new InstallationSecrets(store, prefix, redisAddress, administrator, replica, random, log).complete();
        boolean certificates = new CertificateSecrets(store, prefix, hosts, clock, random, log).complete();
        return passwords && certificates;
    }

    private List<String> hosts(String... always) {
        SequencedSet<String> hosts = new LinkedHashSet<>();
        for (String host : setting("TLS_HOSTS", "").split(",", -1)) {
            if (!host.isBlank()) {
                hosts.add(host.strip());
            }
        }
        hosts.addAll(List.of(always));
        return List.copyOf(hosts);
    }

    private String setting(String name, String otherwise) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }
}
