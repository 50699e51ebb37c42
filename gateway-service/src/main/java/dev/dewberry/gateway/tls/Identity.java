package dev.dewberry.gateway.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.springframework.boot.ssl.pem.PemContent;

/// A private key and the chain of its certificate, which do belong together.
record Identity(PrivateKey key, List<X509Certificate> chain) {

    private static final byte[] PROBE = "dewberry".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    /// @throws UnusableCertificateException where one of the files cannot be read or
    ///     understood, or they are not a pair
    static Identity read(Path certificate, Path key) {
        List<X509Certificate> chain = chain(certificate);
        PrivateKey secret = key(key);
        if (!isPair(secret, chain.getFirst())) {
            throw new UnusableCertificateException("the key in " + key + " is not that of the certificate in "
                    + certificate + " (the first in the file has to be the server's own)");
        }
        return new Identity(secret, chain);
    }

    /// @throws UnusableCertificateException where there is none in the file
    static List<X509Certificate> chain(Path file) {
        try {
            List<X509Certificate> chain = pem(file).getCertificates();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (IllegalStateException | IllegalArgumentException broken) {
            throw new UnusableCertificateException("there is no readable certificate in " + file, broken);
        }
        throw new UnusableCertificateException("there is no certificate in " + file);
    }

    private static PrivateKey key(Path file) {
        try {
            PrivateKey key = pem(file).getPrivateKey();
            if (key != null) {
                return key;
            }
        } catch (IllegalStateException | IllegalArgumentException broken) {
            // Nothing of the file goes into the message.
            throw new UnusableCertificateException("there is no readable private key in " + file, broken);
        }
        throw new UnusableCertificateException("there is no private key in " + file);
    }

    private static PemContent pem(Path file) {
        try {
            return PemContent.of(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
        } catch (IOException unreadable) {
            throw new UnusableCertificateException(file + " cannot be read", unreadable);
        }
    }

    /// Whether the certificate's public key takes what the private one signs. TLS libraries
    /// differ in whether they look, and a renewal replaces two files one after the other.
    private static boolean isPair(PrivateKey key, X509Certificate certificate) {
        try {
            Signature signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> key.getAlgorithm();
                    });
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException ofDifferentKinds) {
            return false;
        }
    }

    Instant expires() {
        return expires(chain);
    }

    /// When the first of them is no longer good.
    static Instant expires(List<X509Certificate> chain) {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }
}
