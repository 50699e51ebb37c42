package dev.dewberry.setup.certificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A server's side of TLS with a certificate that our own authority made.
public record TestKeyStore(SSLContext context, String authority) {

    public static TestKeyStore of(String... hosts) {
        CertificateAuthority authority = CertificateAuthority.create("test", Instant.now(), new SecureRandom());
        return of(authority.issue(List.of(hosts), Instant.now()), authority.certificateText());
    }

    public static TestKeyStore of(CertificateAuthority.Issued issued, String authority) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "server",
                    Pem.key(issued.key()),
                    new char[0],
                    Pem.certificates(issued.certificates()).toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new TestKeyStore(context, authority);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
