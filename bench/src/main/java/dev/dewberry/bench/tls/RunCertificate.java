package dev.dewberry.bench.tls;

import dev.dewberry.bench.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

/// A certificate for one run, signed with its own key by the JDK's keytool, as the two PEM
/// files that a gateway reads. An ECDSA key, as small machines should have.
///
/// @param trusted what the generator trusts, and nothing else
public record RunCertificate(Path chain, Path key, X509Certificate trusted) {
    private static final String PASSWORD = "of one run";
    private static final String ALIAS = "run";

    public static RunCertificate make(Path folder) throws InterruptedException {
        try {
            Files.createDirectories(folder);
            Path store = folder.resolve("store.p12");
            keytool(store);
            KeyStore made = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                made.load(in, PASSWORD.toCharArray());
            }
            var certificate = (X509Certificate) made.getCertificate(ALIAS);
            Path chain = write(folder.resolve("chain.pem"), "CERTIFICATE", certificate.getEncoded());
            byte[] secret = made.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
            return new RunCertificate(chain, write(folder.resolve("key.pem"), "PRIVATE KEY", secret), certificate);
        } catch (IOException | GeneralSecurityException e) {
            throw new BenchException("No certificate could be made: " + e.getMessage(), e);
        }
    }

    private static void keytool(Path store) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(output);
        }
    }

    private static Path write(Path file, String what, byte[] encoded) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }
}
