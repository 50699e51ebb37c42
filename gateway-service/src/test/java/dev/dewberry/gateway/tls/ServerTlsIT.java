package dev.dewberry.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.testsupport.SelfSigned;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// What is negotiated, and what becomes of files that change. Client and server talk in memory.
@ExtendWith(OutputCaptureExtension.class)
class ServerTlsIT {

    private static final Ciphers WITH_AES = Ciphers.of("flags\t: aes\n");
    private static final Ciphers WITHOUT_AES = Ciphers.of("Features\t: fp\n");
    private static final List<String> AES_FIRST_12 =
            List.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

    @TempDir
    private static Path made;

    private static SelfSigned first;
    private static SelfSigned second;
    private static SelfSigned rsa;

    @TempDir
    private Path folder;

    private Path certificate;
    private Path key;

    @BeforeAll
    static void make() throws Exception {
        first = SelfSigned.make(made, "EC");
        second = SelfSigned.make(made, "EC");
        rsa = SelfSigned.make(made, "RSA");
    }

    @BeforeEach
    void write() throws Exception {
        certificate = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
        first.writeTo(certificate, key);
    }

    private TlsSettings settings() {
        return new TlsSettings(certificate.toString(), key.toString(), "", "", Duration.ofSeconds(5), Duration.ZERO);
    }

    private ServerTls tls(SslProvider provider, Ciphers ciphers) {
        return new ServerTls(settings(), provider, ciphers);
    }

    private static SSLSession handshake(ServerTls tls, String protocol, List<String> ciphers) throws Exception {
        SslContext client = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .protocols(protocol)
                .ciphers(ciphers)
                .build();
        SslHandler near = client.newHandler(ByteBufAllocator.DEFAULT);
        EmbeddedChannel from = new EmbeddedChannel(near);
        EmbeddedChannel to = new EmbeddedChannel(tls.handler(ByteBufAllocator.DEFAULT, Duration.ofSeconds(10)));
        try {
            for (int turn = 0; turn < 20 && !near.handshakeFuture().isDone(); turn++) {
                pass(from, to);
                pass(to, from);
            }
            assertThat(near.handshakeFuture().isSuccess())
                    .as("%s", near.handshakeFuture().cause())
                    .isTrue();
            return near.engine().getSession();
        } finally {
            from.close();
            to.close();
            from.releaseOutbound();
            to.releaseOutbound();
        }
    }

    private static void pass(EmbeddedChannel from, EmbeddedChannel to) {
        for (Object bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
        }
    }

    private static X509Certificate shown(ServerTls tls) throws Exception {
        return (X509Certificate)
                handshake(tls, "TLSv1.3", List.of("TLS_AES_128_GCM_SHA256")).getPeerCertificates()[0];
    }

    private static Object of(SelfSigned one) throws GeneralSecurityException {
        return one.store().getCertificate("server");
    }

    @Test
    void boringSslIsThereOnTheMachineThatWeBuildFor() {
        assertThat(OpenSsl.isAvailable())
                .as("%s", OpenSsl.unavailabilityCause())
                .isTrue();
        assertThat(OpenSsl.versionString()).contains("BoringSSL");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void bothVersionsAndChaChaAreSpoken(SslProvider provider) throws Exception {
        try (ServerTls tls = tls(provider, WITH_AES)) {
            SSLSession newer = handshake(tls, "TLSv1.3", List.of("TLS_CHACHA20_POLY1305_SHA256"));
            SSLSession older = handshake(tls, "TLSv1.2", List.of("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"));

            assertThat(newer.getProtocol()).isEqualTo("TLSv1.3");
            assertThat(newer.getCipherSuite()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
            assertThat(older.getProtocol()).isEqualTo("TLSv1.2");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aServerWithAesTakesWhatTheClientLikesMost(SslProvider provider) throws Exception {
        try (ServerTls tls = tls(provider, WITH_AES)) {
            assertThat(handshake(tls, "TLSv1.2", AES_FIRST_12).getCipherSuite()).contains("AES_128");
            assertThat(handshake(tls, "TLSv1.2", AES_FIRST_12.reversed()).getCipherSuite())
                    .contains("CHACHA20");
            assertThat(handshake(tls, "TLSv1.3", List.of("TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"))
                            .getCipherSuite())
                    .contains("CHACHA20");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL_REFCNT", "JDK"})
    void aServerWithoutAesTakesChaChaOfWhoeverHasIt(SslProvider provider) throws Exception {
        try (ServerTls tls = tls(provider, WITHOUT_AES)) {
            assertThat(handshake(tls, "TLSv1.2", AES_FIRST_12).getCipherSuite()).contains("CHACHA20");
            assertThat(handshake(tls, "TLSv1.2", AES_FIRST_12.subList(0, 1)).getCipherSuite())
                    .contains("AES_128");
        }
    }

    @Test
    void rsaWillDo() throws Exception {
        rsa.writeTo(certificate, key);
        try (ServerTls tls = tls(SslProvider.OPENSSL_REFCNT, WITH_AES)) {
            assertThat(shown(tls)).isEqualTo(of(rsa));
        }
    }

    @Test
    void aRenewalIsTakenWhenBothFilesHaveKeptStill(CapturedOutput output) throws Exception {
        try (ServerTls tls = tls(SslProvider.OPENSSL_REFCNT, WITH_AES)) {
            Instant before = tls.expires();
            Files.writeString(certificate, second.certificate());
            tls.refresh();
            Files.writeString(key, second.key());
            tls.refresh();
            assertThat(shown(tls)).as("it may still be written").isEqualTo(of(first));
            tls.refresh();

            assertThat(shown(tls)).isEqualTo(of(second));
            assertThat(tls.expires()).isAfterOrEqualTo(before);
            assertThat(output).doesNotContain("cannot be used");
        }
    }

    @Test
    void aFileWithAnOlderDateIsARenewalAsWell() throws Exception {
        try (ServerTls tls = tls(SslProvider.OPENSSL_REFCNT, WITH_AES)) {
            second.writeTo(certificate, key);
            for (Path file : List.of(certificate, key)) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
            }
            tls.refresh();
            tls.refresh();

            assertThat(shown(tls)).isEqualTo(of(second));
        }
    }

    @Test
    void aBrokenRenewalKeepsTheOldOneSaysSoOnceAndIsMendedByTheNext(CapturedOutput output) throws Exception {
        try (ServerTls tls = tls(SslProvider.OPENSSL_REFCNT, WITH_AES)) {
            Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n");
            refreshSome(tls);
            assertThat(shown(tls)).isEqualTo(of(first));
            assertThat(output.getOut().split("cannot be used; the old one stays", -1))
                    .hasSize(2);

            Files.writeString(certificate, second.certificate());
            refreshSome(tls);
            assertThat(shown(tls)).as("still the old key").isEqualTo(of(first));
            assertThat(output).contains("is not that of the certificate");

            Files.delete(key);
            refreshSome(tls);
            assertThat(shown(tls)).isEqualTo(of(first));

            Files.writeString(key, second.key());
            refreshSome(tls);
            assertThat(shown(tls)).isEqualTo(of(second));
        }
    }

    private static void refreshSome(ServerTls tls) {
        for (int i = 0; i < 4; i++) {
            tls.refresh();
        }
    }

    @Test
    void whatIsWrongWithTheFilesIsSaidAtTheStart() throws Exception {
        Files.writeString(key, second.key());
        assertThatThrownBy(() -> tls(SslProvider.OPENSSL_REFCNT, WITH_AES))
                .isInstanceOf(UnusableCertificateException.class)
                .hasMessageContaining(key.toString())
                .hasMessageContaining("not that of the certificate");

        Files.writeString(key, "no key at all");
        assertThatThrownBy(() -> tls(SslProvider.OPENSSL_REFCNT, WITH_AES))
                .isInstanceOf(UnusableCertificateException.class)
                .hasMessageContaining("private key in " + key);

        Files.delete(certificate);
        assertThatThrownBy(() -> tls(SslProvider.OPENSSL_REFCNT, WITH_AES))
                .isInstanceOf(UnusableCertificateException.class)
                .hasMessageContaining(certificate + " cannot be read");
    }

    @Test
    void oneFileAloneIsRefused() {
        assertThatThrownBy(() -> new TlsSettings("chain.pem", "", "", "", Duration.ofSeconds(1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tls.key");
    }
}
