package dev.dewberry.setup.app;

import dev.dewberry.setup.secret.KubernetesSecrets;
import dev.dewberry.setup.secret.SecretStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The Kubernetes that a pod runs in, as its service account sees it.
///
/// @param account the folder that Kubernetes mounts with token, namespace and the API's authority
record Cluster(Path account, Map<String, String> environment) {

    static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    SecretStore secrets(Map<String, String> labels) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .sslContext(trust(account.resolve("ca.crt")))
                .build();
        return new KubernetesSecrets(
                http, api(), namespace(), () -> text(account.resolve("token")), labels, Duration.ofSeconds(1));
    }

    String namespace() {
        String namespace = environment.getOrDefault("NAMESPACE", "");
        return namespace.isEmpty() ? text(account.resolve("namespace")) : namespace;
    }

    private URI api() {
        String host = environment.get("KUBERNETES_SERVICE_HOST");
        if (host == null) {
            throw new SecretStore.Unavailable(
                    "This is no pod: KUBERNETES_SERVICE_HOST is not set. Outside of Kubernetes"
                            + " use secrets --to FOLDER.");
        }
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        return URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new SecretStore.Unavailable("cannot read " + file + "; the pod needs its service account's token", e);
        }
    }

    private static SSLContext trust(Path authority) {
        try (InputStream in = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new SecretStore.Unavailable("cannot read " + authority, e);
        } catch (GeneralSecurityException e) {
            throw new SecretStore.Unavailable(authority + " holds no usable certificate", e);
        }
    }
}
