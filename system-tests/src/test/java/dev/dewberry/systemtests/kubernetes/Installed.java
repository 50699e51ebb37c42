package dev.dewberry.systemtests.kubernetes;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.UpgradeCommand;
import dev.dewberry.systemtests.cluster.Accounts;
import dev.dewberry.systemtests.cluster.Entrances;
import dev.dewberry.systemtests.cluster.Rest;
import dev.dewberry.testsupport.Kubectl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// A release of the chart in a namespace of its own that enforces the restricted standard, and its users' way in: the
/// address of the LoadBalancer, with the authority that was made in the cluster.
final class Installed implements Entrances {

    /// In the order of who needs whom.
    static final List<String> STORES = List.of("redis", "mariadb");

    static final List<String> SERVICES = List.of("storage", "message", "auth", "presence", "gateway");

    private static final String NAME = "dewberry-use";
    /// Beside an installation that has the usual one.
    private static final int PORT = 18444;

    private static final int MINUTES = 20;
    private static final String PASSWORD = "of-the-trust-store";
    private static final Path CHART =
            Path.of("../helm/dewberry").toAbsolutePath().normalize();

    private final String address;
    private final Accounts accounts;

    private Installed(String address, Accounts accounts) {
        this.address = address;
        this.accounts = accounts;
    }

    /// Installs the chart anew and waits until everything is ready.
    ///
    /// @param trust where to put the trust store, from which this JVM takes its authorities from then on
    static Installed install(Map<String, Object> values, Path trust) {
        Kubectl.newNamespace(NAME);
        upgrade(values);
        trust(Base64.getDecoder().decode(secret("tls", "ca\\.crt")), trust);
        String address = "https://" + ofService("{.status.loadBalancer.ingress[0]['ip','hostname']}") + ":" + PORT;
        Accounts accounts = new Accounts(new Rest(address), text("admin", "username"), text("admin", "password"));
        return new Installed(address, accounts);
    }

    /// Brings the release to these values, as `helm upgrade --install` does, and waits until everything is ready.
    static void upgrade(Map<String, Object> values) {
        UpgradeCommand command = new Helm(CHART)
                .upgrade()
                .install()
                .withName(NAME)
                .withNamespace(NAME)
                .withKubeConfig(Kubectl.config())
                .set("gateway.service.port", PORT);
        values.forEach(command::set);
        command.call();
        awaitReady();
    }

    static void awaitReady() {
        Kubectl.rollout("statefulset", NAME, MINUTES);
        Kubectl.rollout("deployment", NAME, MINUTES);
    }

    /// Ends all pods of a component as a power cut would: none of their processes is told.
    static void kill(String component) {
        Kubectl.run(
                "--namespace",
                NAME,
                "delete",
                "pod",
                "--selector=app.kubernetes.io/component=" + component,
                "--grace-period=0",
                "--force");
    }

    static int replicas(String component) {
        return Integer.parseInt(Kubectl.run(
                "--namespace",
                NAME,
                "get",
                "deployment",
                NAME + "-" + component,
                "--output=jsonpath={.status.readyReplicas}"));
    }

    private static String secret(String name, String key) {
        return Kubectl.run(
                "--namespace", NAME, "get", "secret", NAME + "-" + name, "--output=jsonpath={.data." + key + "}");
    }

    private static String text(String name, String key) {
        return new String(Base64.getDecoder().decode(secret(name, key)), StandardCharsets.UTF_8);
    }

    private static String ofService(String path) {
        return Kubectl.run("--namespace", NAME, "get", "service", NAME + "-gateway", "--output=jsonpath=" + path)
                .strip();
    }

    private static void trust(byte[] authority, Path file) {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "dewberry",
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(authority)));
            store.store(out, PASSWORD.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        System.setProperty("javax.net.ssl.trustStore", file.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
    }

    /// The one address as often as there are gateways, so that somebody looks on from each, as far as chance has it.
    @Override
    public String[] gateways() {
        return Collections.nCopies(replicas("gateway"), address).toArray(String[]::new);
    }

    @Override
    public Accounts accounts() {
        return accounts;
    }

    /// Whatever there is of it.
    static void remove() {
        Kubectl.removeNamespace(NAME);
    }
}
