package dev.dewberry.setup.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.setup.certificate.CertificateAuthority.Issued;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final SecureRandom random = new SecureRandom();
    private final CertificateAuthority authority = CertificateAuthority.create("test", NOW, random);

    @Test
    void whatItIssuesLeadsToItByTheRulesOfTheJdk() throws Exception {
        X509Certificate server = server(List.of("chat.example.org", "10.0.0.7", "fd00::7"));
        PKIXParameters trust = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
        trust.setRevocationEnabled(false);
        trust.setDate(Date.from(NOW));
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(server));
        assertThat(CertPathValidator.getInstance("PKIX").validate(path, trust)).isNotNull();
        assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void keysAreP256AndTheAuthorityMaySignNoFurtherOne() throws Exception {
        X509Certificate server = server(List.of("a"));
        for (X509Certificate certificate : List.of(server, authority.certificate())) {
            assertThat(((ECPublicKey) certificate.getPublicKey())
                            .getParams()
                            .getOrder()
                            .bitLength())
                    .isEqualTo(256);
        }
        assertThat(authority.certificate().getBasicConstraints()).isZero();
        assertThat(authority.expires()).isEqualTo(NOW.plus(Duration.ofDays(3650)));
    }

    @Test
    void aServersCertificateLivesAYearAndNeverLongerThanItsAuthority() throws Exception {
        assertThat(server(List.of("a")).getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(365)));
        Instant late = NOW.plus(Duration.ofDays(3600));
        Issued issued = authority.issue(List.of("a"), late);
        assertThat(Pem.certificates(issued.certificates())
                        .getFirst()
                        .getNotAfter()
                        .toInstant())
                .isEqualTo(authority.expires());
    }

    @Test
    void itIsTheSameAfterItWasWrittenAndRead() throws Exception {
        CertificateAuthority read = CertificateAuthority.read(authority.itself(), random);
        Issued issued = read.issue(List.of("a"), NOW);
        assertThat(ServerCertificate.read(issued.certificates()).isBy(authority))
                .isTrue();
        assertThatThrownBy(() -> CertificateAuthority.read(new Issued("", ""), random))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void aCertificateKnowsItsHostsInWhateverSpelling() throws Exception {
        ServerCertificate server = ServerCertificate.read(
                authority.issue(List.of("Chat.example.org", "fd00::7"), NOW).certificates());
        assertThat(server.names(List.of("chat.EXAMPLE.org", "fd00:0:0:0:0:0:0:7")))
                .isTrue();
        assertThat(server.names(List.of("chat.example.org", "fd00::8"))).isFalse();
    }

    @Test
    void itIsRenewedThirtyDaysBeforeItsEnd() throws Exception {
        ServerCertificate server =
                ServerCertificate.read(authority.issue(List.of("a"), NOW).certificates());
        assertThat(server.endsSoon(NOW.plus(Duration.ofDays(334)))).isFalse();
        assertThat(server.endsSoon(NOW.plus(Duration.ofDays(336)))).isTrue();
    }

    @Test
    void anotherAuthoritysCertificateIsNotTakenForItsOwn() throws Exception {
        CertificateAuthority other = CertificateAuthority.create("test", NOW, random);
        Issued issued = other.issue(List.of("a"), NOW);
        assertThat(ServerCertificate.read(issued.certificates()).isBy(authority))
                .isFalse();
    }

    private X509Certificate server(List<String> hosts) throws GeneralSecurityException {
        return Pem.certificates(authority.issue(hosts, NOW).certificates()).getFirst();
    }
}
