package dev.dewberry.systemtests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.SelfSigned;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./dewberry up` with a certificate.
class TlsLauncherIT {

    @TempDir
    private static Path folder;

    private static SSLContext trusting;
    private static Installation installation;
    private static Installation.Result up;

    @BeforeAll
    static void up() throws Exception {
        SelfSigned own = SelfSigned.make(folder, "EC");
        Path certificate = folder.resolve("chain.pem");
        Path key = folder.resolve("key.pem");
        own.writeTo(certificate, key);
        trusting = own.trusting();
        installation = new Installation(folder.resolve("data"))
                .with("DEWBERRY_GATEWAY_TLS_CERTIFICATE", certificate.toString())
                .with("DEWBERRY_GATEWAY_TLS_KEY", key.toString());
        up = installation.run("up");
    }

    @AfterAll
    static void down() {
        installation.run("down");
    }

    @Test
    void thePublicPortSpeaksTlsAndEverybodyIsToldSo() throws Exception {
        String address = "https://localhost:" + installation.port();
        assertThat(up.status()).as(up.output()).isZero();
        assertThat(up.line("Address")).startsWith(address);
        assertThat(up.line("Password")).as("the sign-in was tried").doesNotContain("could not be tried");
        assertThat(installation.status().path("address").asString()).isEqualTo(address);
        assertThat(installation.run("status").output()).startsWith("Dewberry is healthy, at " + address);
        assertThat(installation.run("up").output()).contains("runs already, at " + address);

        HttpResponse<String> page = page(address);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Strict-Transport-Security")).isPresent();
    }

    private static HttpResponse<String> page(String address) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
            return client.send(HttpRequest.newBuilder(URI.create(address + "/")).build(), BodyHandlers.ofString());
        }
    }

    @Test
    void oneFileAloneOrOneThatIsNotThereIsNamedBeforeAnythingStarts() {
        Installation other = new Installation(folder.resolve("other"))
                .with("DEWBERRY_GATEWAY_TLS_CERTIFICATE", "/nowhere/chain.pem");
        assertFails(other.run("up"), "TLS wants both");

        other.with("DEWBERRY_GATEWAY_TLS_KEY", "/nowhere/key.pem");
        assertFails(other.run("up"), "DEWBERRY_GATEWAY_TLS_CERTIFICATE is '/nowhere/chain.pem'");
    }

    private static void assertFails(Installation.Result result, String sentence) {
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("dewberry: ").contains(sentence);
    }
}
