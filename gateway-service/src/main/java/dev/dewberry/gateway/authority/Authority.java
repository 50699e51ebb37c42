package dev.dewberry.gateway.authority;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.springframework.boot.ssl.pem.PemContent;

/// The certificate of a private authority, in the forms in which devices take it.
///
/// @param der its bytes
/// @param name what devices call it
/// @param until when it ends
record Authority(byte[] der, String name, Instant until) {

    private static final int LINE = 64;

    /// Blocks for reading. The file is read each time, so that one that was replaced is seen.
    ///
    /// @throws UnusableAuthorityException where there is no such file, or it holds something else than the
    ///     certificate of an authority; the message names the file and says why
    static Authority read(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (text.contains("PRIVATE KEY")) {
                throw new UnusableAuthorityException(file + " holds a private key, which has to stay elsewhere");
            }
            return of(certificate(file, text));
        } catch (IOException unreadable) {
            throw new UnusableAuthorityException(file + " cannot be read", unreadable);
        } catch (GeneralSecurityException | IllegalStateException | IllegalArgumentException broken) {
            throw new UnusableAuthorityException("there is no readable certificate in " + file, broken);
        }
    }

    private static X509Certificate certificate(Path file, String text) {
        List<X509Certificate> certificates = PemContent.of(text).getCertificates();
        if (certificates.isEmpty()) {
            throw new UnusableAuthorityException("there is no certificate in " + file);
        }
        X509Certificate first = certificates.getFirst();
        if (first.getBasicConstraints() < 0) {
            throw new UnusableAuthorityException("the certificate in " + file + " is not that of an authority");
        }
        return first;
    }

    private static Authority of(X509Certificate certificate) throws GeneralSecurityException {
        return new Authority(
                certificate.getEncoded(),
                commonName(certificate.getSubjectX500Principal().getName()),
                certificate.getNotAfter().toInstant());
    }

    private static String commonName(String subject) throws GeneralSecurityException {
        try {
            return new LdapName(subject)
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .findFirst()
                            .orElse(subject);
        } catch (InvalidNameException broken) {
            throw new GeneralSecurityException(broken);
        }
    }

    /// SHA-256 of the whole certificate, written as devices and `openssl x509 -fingerprint` write it.
    String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
            return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    String pem() {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }
}
