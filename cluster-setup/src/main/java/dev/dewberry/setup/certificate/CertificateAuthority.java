package dev.dewberry.setup.certificate;

import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A private authority for one installation: people install its certificate once and then trust the gateway's. P-256
/// throughout, because it is the quickest on small machines that every client knows.
public final class CertificateAuthority {

    static final Duration LIFE = Duration.ofDays(3650);
    /// Phones refuse more than 825 days, also of private authorities.
    static final Duration SERVER_LIFE = Duration.ofDays(365);
    /// A board without a clock may be behind until it has asked the network for the time.
    private static final Duration BACKDATED = Duration.ofDays(1);

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final SecureRandom random;

    private CertificateAuthority(X509Certificate certificate, PrivateKey key, SecureRandom random) {
        this.certificate = certificate;
        this.key = key;
        this.random = random;
    }

    /// A certificate and its key, in PEM form.
    public record Issued(String certificates, String key) {}

    public static CertificateAuthority create(String name, Instant now, SecureRandom random) {
        try {
            KeyPair keys = newKeys(random);
            X500Name subject = subject(name);
            var builder = builder(subject, subject, keys.getPublic(), now, now.plus(LIFE), random)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new CertificateAuthority(sign(builder, keys.getPrivate()), keys.getPrivate(), random);
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make an authority", e);
        }
    }

    /// @throws GeneralSecurityException where the texts are not a certificate and its key
    public static CertificateAuthority read(Issued texts, SecureRandom random) throws GeneralSecurityException {
        List<X509Certificate> certificates = Pem.certificates(texts.certificates());
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate");
        }
        return new CertificateAuthority(certificates.getFirst(), Pem.key(texts.key()), random);
    }

    public Issued itself() {
        return new Issued(certificateText(), Pem.of(key));
    }

    public String certificateText() {
        try {
            return Pem.of(certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public Instant expires() {
        return certificate.getNotAfter().toInstant();
    }

    X509Certificate certificate() {
        return certificate;
    }

    /// A new key and a certificate for it, this authority's behind it.
    public Issued issue(List<String> hosts, Instant now) {
        try {
            KeyPair keys = newKeys(random);
            Instant end = now.plus(SERVER_LIFE);
            X509Certificate server =
                    sign(server(hosts, keys.getPublic(), now, end.isBefore(expires()) ? end : expires()), key);
            return new Issued(Pem.of(server) + certificateText(), Pem.of(keys.getPrivate()));
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }

    private X509v3CertificateBuilder server(List<String> hosts, PublicKey publicKey, Instant now, Instant end)
            throws GeneralSecurityException, CertIOException {
        X500Name issuer =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
        GeneralName[] names = hosts.stream().map(CertificateAuthority::nameOf).toArray(GeneralName[]::new);
        return builder(issuer, subject("Dewberry gateway"), publicKey, now, end, random)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
                .addExtension(Extension.subjectKeyIdentifier, false, utils.createSubjectKeyIdentifier(publicKey))
                .addExtension(Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(certificate));
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Instant end, SecureRandom random) {
        BigInteger serial = new BigInteger(127, random).setBit(126);
        return new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(now.minus(BACKDATED)), Date.from(end), subject, key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static KeyPair newKeys(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static X500Name subject(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "Dewberry")
                .addRDN(BCStyle.CN, name)
                .build();
    }

    private static GeneralName nameOf(String host) {
        return new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    /// Whether it is an IP address and not a name.
    static boolean isAddress(String host) {
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
