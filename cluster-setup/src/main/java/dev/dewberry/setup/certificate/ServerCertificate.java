package dev.dewberry.setup.certificate;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// A gateway's certificate that is in use, and whether it still will do.
public final class ServerCertificate {

    /// So much before its end it is renewed; the gateway's alarm rings at 14 days.
    static final Duration RENEWED_BEFORE = Duration.ofDays(30);

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final X509Certificate certificate;

    private ServerCertificate(X509Certificate certificate) {
        this.certificate = certificate;
    }

    public static ServerCertificate read(String text) throws GeneralSecurityException {
        List<X509Certificate> certificates = Pem.certificates(text);
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate");
        }
        return new ServerCertificate(certificates.getFirst());
    }

    public boolean endsSoon(Instant now) {
        return now.plus(RENEWED_BEFORE).isAfter(certificate.getNotAfter().toInstant());
    }

    public boolean names(Collection<String> hosts) {
        Set<String> names = names();
        return hosts.stream().map(ServerCertificate::canonical).allMatch(names::contains);
    }

    public boolean isBy(CertificateAuthority authority) {
        try {
            certificate.verify(authority.certificate().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private Set<String> names() {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Set.of()
                    : names.stream()
                            .filter(name ->
                                    name.getFirst() instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS))
                            .map(name -> canonical((String) name.get(1)))
                            .collect(Collectors.toSet());
        } catch (GeneralSecurityException e) {
            return Set.of();
        }
    }

    /// Addresses have more than one spelling.
    private static String canonical(String host) {
        return CertificateAuthority.isAddress(host)
                ? InetAddress.ofLiteral(host).getHostAddress()
                : host.toLowerCase(Locale.ROOT);
    }
}
