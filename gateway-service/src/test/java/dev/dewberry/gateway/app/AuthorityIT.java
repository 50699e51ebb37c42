package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.SelfSigned;
import dev.dewberry.testsupport.Servers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The page that shows the certificate of a private authority.
@ExtendWith(Servers.class)
class AuthorityIT {

    @TempDir
    private static Path folder;

    private StandIn others;
    private Gateway gateway;
    private HttpClient client;
    private String scheme = "http";

    private void start(Redis redis, String... arguments) {
        redis.freshUri();
        others = new StandIn(redis);
        gateway = Gateway.start(redis, others, arguments);
        client = client == null ? HttpClient.newHttpClient() : client;
    }

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
        others.close();
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + gateway.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void whereThereIsNoPrivateAuthorityThereIsNoPage(Redis redis) throws Exception {
        start(redis);

        assertThat(get("/ca").statusCode()).isEqualTo(404);
        assertThat(get("/ca/dewberry-ca.crt").statusCode()).isEqualTo(404);
        assertThat(get("/calendar").statusCode()).as("a page of the web client").isEqualTo(200);
    }

    @Test
    void whereTheGatewaySpeaksTlsThePageIsThereForWhoeverLooksPastTheWarning(Redis redis) throws Exception {
        SelfSigned server = SelfSigned.make(folder, "EC");
        Path chain = folder.resolve("tls.crt");
        Path key = folder.resolve("tls.key");
        server.writeTo(chain, key);
        SSLContext trusting = server.trusting();
        client = HttpClient.newBuilder().sslContext(trusting).build();
        scheme = "https";
        SelfSigned authority = SelfSigned.authority(folder);
        start(
                redis,
                "--dewberry.gateway.tls.certificate=" + chain,
                "--dewberry.gateway.tls.key=" + key,
                "--dewberry.gateway.tls.authority=" + write(authority));

        HttpResponse<byte[]> page = get("/ca");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "content-type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(header(page, "cache-control")).isEqualTo("no-store");
        assertThat(page.headers().allValues("content-security-policy"))
                .containsExactly("default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
                        + "frame-ancestors 'none'");
        assertThat(text(page).replace("<wbr>", ""))
                .contains(fingerprint(authority.store().getCertificate("server").getEncoded()));
    }

    @Test
    void theCertificateIsToBeHadInEachForm(Redis redis) throws Exception {
        SelfSigned authority = SelfSigned.authority(folder);
        byte[] expected = authority.store().getCertificate("server").getEncoded();
        start(redis, "--dewberry.gateway.tls.authority=" + write(authority));

        HttpResponse<byte[]> der = get("/ca/dewberry-ca.crt");
        assertThat(header(der, "content-type")).isEqualTo("application/x-x509-ca-cert");
        assertThat(der.headers().firstValue("content-disposition")).isEmpty();
        assertThat(der.body()).isEqualTo(expected);

        HttpResponse<byte[]> pem = get("/ca/dewberry-ca.pem");
        assertThat(header(pem, "content-type")).isEqualTo("application/pem-certificate-chain");
        assertThat(certificate(pem.body()).getEncoded()).isEqualTo(expected);

        HttpResponse<byte[]> profile = get("/ca/dewberry-ca.mobileconfig");
        assertThat(header(profile, "content-type")).isEqualTo("application/x-apple-aspen-config");
        assertThat(inProfile(profile.body())).isEqualTo(expected);

        assertThat(header(get("/ca/page.css"), "content-type")).startsWith("text/css");
        assertThat(get("/ca/tls.key").statusCode()).isEqualTo(404);
    }

    @Test
    void thePageSpeaksTheReadersLanguageAndKnowsItsAddressBehindWhoEndsTls(Redis redis) throws Exception {
        start(redis, "--dewberry.gateway.tls.authority=" + write(SelfSigned.authority(folder)));

        assertThat(text(get("/ca"))).contains("<html lang=\"en\">").doesNotContain("<svg");
        assertThat(text(get("/ca", "Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8")))
                .contains("<html lang=\"zh-CN\">");
        assertThat(text(get("/ca", "Accept-Language", ";;q=x"))).contains("<html lang=\"en\">");
        try (RawSocket raw = new RawSocket(gateway.port(), 0)) {
            String head = raw.request("GET /ca?lang=zh HTTP/1.1\r\nHost: chat.example.org\r\n"
                    + "X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n");
            int length = Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
            assertThat(raw.bytes(length))
                    .contains("<html lang=\"zh-CN\">", "<a href=\"https://chat.example.org/ca\">", "<svg");
        }
    }

    @Test
    void anAuthorityThatWasReplacedIsShownAndOneThatIsUnusableIsNot(Redis redis) throws Exception {
        SelfSigned next = SelfSigned.authority(folder);
        Path file = write(SelfSigned.authority(folder));
        start(redis, "--dewberry.gateway.tls.authority=" + file);
        Files.writeString(file, next.certificate());
        assertThat(get("/ca/dewberry-ca.crt").body())
                .isEqualTo(next.store().getCertificate("server").getEncoded());

        Files.writeString(file, SelfSigned.make(folder, "EC").certificate());
        assertThat(get("/ca").statusCode()).as("a server's certificate").isEqualTo(404);
        Files.writeString(file, next.certificate() + next.key());
        assertThat(get("/ca").statusCode()).as("the key is beside it").isEqualTo(404);
        Files.delete(file);
        assertThat(get("/ca").statusCode()).isEqualTo(404);
    }

    private static Path write(SelfSigned authority) throws Exception {
        return Files.writeString(folder.resolve("ca.crt"), authority.certificate());
    }

    private static X509Certificate certificate(byte[] form) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(form));
    }

    private static byte[] inProfile(byte[] plist) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        var data = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(plist))
                .getElementsByTagName("data");
        return Base64.getDecoder().decode(data.item(0).getTextContent());
    }

    private static String fingerprint(byte[] der) throws Exception {
        return HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    }
}
