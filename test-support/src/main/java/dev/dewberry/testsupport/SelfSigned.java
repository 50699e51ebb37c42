package dev.dewberry.testsupport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate for 127.0.0.1 and localhost that the JDK's keytool has signed with its own key.
public record SelfSigned(KeyStore store) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /// @param algorithm `EC` or `RSA`
    public static SelfSigned make(Path folder, String algorithm) throws IOException, InterruptedException {
        return make(folder, algorithm, "san=ip:127.0.0.1,dns:localhost");
    }

    /// One that says of itself that it signs others.
    public static SelfSigned authority(Path folder) throws IOException, InterruptedException {
        return make(folder, "EC", "bc:c=ca:true");
    }

    private static SelfSigned make(Path folder, String algorithm, String extension)
            throws IOException, InterruptedException {
        Path file = Files.createTempDirectory(folder, "keytool").resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        extension,
                        "-validity",
                        "10",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new AssertionError(output);
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(Files.readAllBytes(file)), PASSWORD);
            return new SelfSigned(store);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public String certificate() throws GeneralSecurityException {
        return pem("CERTIFICATE", store.getCertificate("server").getEncoded());
    }

    public String key() throws GeneralSecurityException {
        return pem("PRIVATE KEY", store.getKey("server", PASSWORD).getEncoded());
    }

    private static String pem(String what, byte[] encoded) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
    }

    public void writeTo(Path certificate, Path key) throws IOException, GeneralSecurityException {
        Files.writeString(certificate, certificate());
        Files.writeString(key, key());
    }

    /// For a client that trusts this certificate and no other.
    public SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore only = KeyStore.getInstance("PKCS12");
        only.load(null, null);
        only.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(only);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
