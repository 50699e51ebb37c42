package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.gateway.session.Registry;
import dev.dewberry.gateway.socket.SocketNode;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.SelfSigned;
import dev.dewberry.testsupport.Servers;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// A gateway whose public port speaks TLS.
@ExtendWith({Servers.class, OutputCaptureExtension.class})
class TlsIT {

    private static final Duration HANDSHAKE_WITHIN = Duration.ofSeconds(1);
    private static final int FAILURES = 5;

    @TempDir
    private static Path folder;

    private static SelfSigned own;
    private static SSLContext trusting;
    private static Path certificate;
    private static Path key;
    private static StandIn others;
    private static Gateway gateway;

    @BeforeAll
    static void start(Redis redis) throws Exception {
        redis.freshUri();
        others = new StandIn(redis);
        others.on("/internal/v1/conversations", call -> StandIn.Answer.ok("{\"items\":[],\"next\":null}"));
        own = SelfSigned.make(folder, "EC");
        trusting = own.trusting();
        certificate = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
        own.writeTo(certificate, key);
        gateway = Gateway.start(
                redis,
                others,
                "--dewberry.gateway.tls.certificate=" + certificate,
                "--dewberry.gateway.tls.key=" + key,
                "--dewberry.gateway.tls.check=100ms",
                "--dewberry.gateway.socket.drain=100ms",
                "--dewberry.gateway.socket.stalled-for=1s",
                "--dewberry.gateway.socket.close-grace=500ms",
                "--dewberry.gateway.socket.hello-within=" + HANDSHAKE_WITHIN.toMillis() + "ms",
                "--dewberry.gateway.limits.failures-per-minute=1",
                "--dewberry.gateway.limits.failure-burst=" + FAILURES,
                "--dewberry.gateway.limits.slowed-per-second=1",
                "--dewberry.gateway.limits.peers-are-clients=true");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        others.close();
    }

    private static RawSocket connect(SSLContext by, String protocol) throws IOException {
        return RawSocket.tls(gateway.port(), 0, by, socket -> socket.setEnabledProtocols(new String[] {protocol}));
    }

    private static RawSocket upgraded(String protocol) throws IOException {
        RawSocket raw = connect(trusting, protocol);
        assertThat(raw.upgrade("dewberry.v1", "")).startsWith("HTTP/1.1 101");
        return raw;
    }

    private static HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().sslContext(trusting).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + gateway.port() + path))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void aSocketWorksOverBothVersions() throws IOException {
        for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
            try (RawSocket raw = upgraded(protocol)) {
                raw.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + others.token(11, "1") + "\"}");
                assertThat(raw.next().text()).startsWith("{\"type\":\"welcome\"");
                // More than one record of TLS, there and back.
                String echo = "x".repeat(40_000);
                raw.frame(
                        0x81,
                        ("{\"type\":\"nonsense\",\"id\":\"" + "i".repeat(40) + "\",\"more\":\"" + echo + "\"}")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
                assertThat(raw.next().text()).contains("\"error\"");
                assertThat(raw.session().getProtocol()).isEqualTo(protocol);
            }
        }
    }

    @Test
    void olderVersionsAreNotSpoken() {
        assertThatThrownBy(() -> connect(trusting, "TLSv1.1")).isInstanceOf(IOException.class);
    }

    @Test
    void whoHasNoAesGetsChaCha() throws IOException {
        try (RawSocket raw = RawSocket.tls(
                gateway.port(),
                0,
                trusting,
                socket -> socket.setEnabledCipherSuites(new String[] {"TLS_CHACHA20_POLY1305_SHA256"}))) {
            assertThat(raw.upgrade("dewberry.v1", "")).startsWith("HTTP/1.1 101");
            assertThat(raw.session().getCipherSuite()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
        }
    }

    @Test
    void whoTrustsAnotherCertificateDoesNotConnect() throws Exception {
        SSLContext elsewhere = SelfSigned.make(folder, "EC").trusting();

        assertThatThrownBy(() -> connect(elsewhere, "TLSv1.3")).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void restAndTheWebClientAreServedAndBrowsersAreToldToComeThisWayOnly() throws Exception {
        HttpResponse<String> rest = get("/api/v1/conversations", others.token(12, "1"));

        assertThat(rest.statusCode()).isEqualTo(200);
        assertThat(rest.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
        assertThat(rest.sslSession())
                .hasValueSatisfying(session -> assertThat(session.getProtocol()).isEqualTo("TLSv1.3"));
        assertThat(get("/", others.token(12, "1")).headers().firstValue("Strict-Transport-Security"))
                .isPresent();
    }

    @Test
    void aPageOfTheSameHostMayConnect() throws IOException {
        try (RawSocket raw = connect(trusting, "TLSv1.3")) {
            assertThat(raw.upgrade("dewberry.v1", "Origin: https://127.0.0.1\r\n"))
                    .startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void thePortOfManagementStaysPlain() throws IOException {
        try (RawSocket raw = new RawSocket(gateway.managementPort(), 0)) {
            assertThat(raw.request("GET /actuator/health/liveness HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void theTimeThatTheCertificateHasIsMeasured() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String metrics = client.send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://127.0.0.1:" + gateway.managementPort() + "/actuator/prometheus"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            double seconds = metrics.lines()
                    .filter(line -> line.startsWith("dewberry_gateway_certificate_expires_seconds"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .findFirst()
                    .orElseThrow();
            assertThat(seconds).isBetween(8.0 * 86_400, 10.0 * 86_400);
        }
    }

    @Test
    void plainHttpIsToldWhatThePortSpeaks() throws IOException {
        try (RawSocket raw = new RawSocket(gateway.port(), 0, "127.0.1.80")) {
            String head = raw.request("GET /api/v1/conversations HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                    + "Authorization: Bearer " + others.token(13, "1") + "\r\n\r\n");

            assertThat(head).startsWith("HTTP/1.1 400").contains("application/problem+json");
            int length = Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
            assertThat(Json.read(raw.bytes(length)).get("detail").stringValue()).contains("https");
            raw.awaitEnd();
        }
    }

    @Test
    void plainHttpIsNoFailureOfAnAddress() throws IOException {
        for (int i = 0; i < FAILURES * 3; i++) {
            try (RawSocket raw = new RawSocket(gateway.port(), 0, "127.0.1.81")) {
                assertThat(raw.request("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
                        .startsWith("HTTP/1.1 400");
            }
        }
        assertThat(isSlowed("127.0.1.81")).isFalse();
    }

    /// A slowed address has one upgrade in a second here, the next one waits for its turn.
    private static boolean isSlowed(String address) throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            try (RawSocket raw = RawSocket.tls(gateway.port(), address, trusting)) {
                assertThat(raw.upgrade("dewberry.v1", "")).startsWith("HTTP/1.1 101");
            }
        }
        return Duration.ofNanos(System.nanoTime() - begin).compareTo(Duration.ofMillis(2500)) > 0;
    }

    /// A head of a TLS record of 512 bytes, and a handshake's first byte.
    private static final String BEGUN = "\u0016\u0003\u0001\u0002\u0000\u0001";

    private static void stall(String address, String beginning, boolean drips) throws IOException {
        long begin = System.nanoTime();
        try (RawSocket raw = new RawSocket(gateway.port(), 0, address)) {
            raw.write(beginning);
            for (int i = 0;
                    drips
                            && i < 100
                            && Duration.ofNanos(System.nanoTime() - begin).compareTo(HANDSHAKE_WITHIN) < 0;
                    i++) {
                raw.write("\u0000");
                // The drip itself.
                Thread.sleep(50);
            }
            raw.awaitEnd();
        } catch (SocketException reset) {
            // It ended while this one wrote.
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(HANDSHAKE_WITHIN.minusMillis(50), HANDSHAKE_WITHIN.plusSeconds(3));
    }

    @Test
    void aHandshakeThatStallsOrDripsIsEndedAndCountsAgainstItsAddress() throws IOException {
        for (int i = 0; i < FAILURES; i++) {
            stall("127.0.1.82", BEGUN, i % 2 == 0);
        }

        assertThat(isSlowed("127.0.1.82")).isTrue();
        assertThat(isSlowed("127.0.1.83")).isFalse();
    }

    @Test
    void aConnectionOnWhichNothingIsSaidIsEndedAndDoesNotCount() throws IOException {
        for (int i = 0; i < FAILURES + 1; i++) {
            stall("127.0.1.84", "", false);
        }

        assertThat(isSlowed("127.0.1.84")).isFalse();
    }

    @Test
    void whatIsNeitherTlsNorHttpIsEndedAtOnceAndCounts(CapturedOutput output) throws IOException {
        for (int i = 0; i < FAILURES; i++) {
            try (RawSocket raw = new RawSocket(gateway.port(), 0, "127.0.1.85")) {
                raw.write("\u0001\u0002\u0003\u0004\u0005\u0006\u0007");
                raw.awaitEnd();
            } catch (SocketException reset) {
                // As good an end.
            }
        }

        assertThat(isSlowed("127.0.1.85")).isTrue();
        assertThat(output.getAll()).doesNotContain("NotSslRecordException");
    }

    @Test
    void aHeadThatDripsBehindTheHandshakeIsEndedAsWell() throws IOException {
        long begin = System.nanoTime();
        try (RawSocket raw = connect(trusting, "TLSv1.3")) {
            raw.write("GET /ws HTTP/1.1\r\nHo");
            raw.awaitEnd();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(HANDSHAKE_WITHIN.plusSeconds(3));
    }

    @Test
    void aClientThatStopsReadingIsGivenUp(CapturedOutput output) throws IOException {
        SocketNode node = gateway.bean(SocketNode.class);
        try (RawSocket deaf = RawSocket.tls(gateway.port(), 16 * 1024, trusting, socket -> {});
                TestClient sender = TestClient.welcomed(trusting, gateway.port(), others.token(21, "1"))) {
            assertThat(deaf.upgrade("dewberry.v1", "")).startsWith("HTTP/1.1 101");
            deaf.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + others.token(20, "1") + "\"}");
            assertThat(deaf.next().text()).startsWith("{\"type\":\"welcome\"");
            int before = node.sockets();
            sender.send("{\"type\":\"send\",\"id\":\"1\",\"to\":{\"user\":\"20\"},\"clientId\":\"c1\",\"content\":"
                    + "{\"kind\":\"text\",\"text\":\"" + "x".repeat(7000) + "\"}}");
            Command.Send send = (Command.Send) others.command();
            for (int seq = 1; seq < 30_000 && isThere(20); seq++) {
                others.deliver(gateway.id(), others.republish(send, seq, 20));
            }
            assertThat(isThere(20)).isFalse();
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> node.sockets() < before);
            assertThat(output.getAll()).doesNotContain("Last write attempt timed out");
        }
    }

    private static boolean isThere(long user) {
        return gateway.bean(Registry.class).sessionsOf(user).length > 0;
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsAndOldOnesGoOn() throws Exception {
        SelfSigned next = SelfSigned.make(folder, "EC");
        try (RawSocket open = upgraded("TLSv1.3")) {
            try {
                next.writeTo(certificate, key);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(15))
                        .ignoreExceptionsInstanceOf(SSLHandshakeException.class)
                        .until(() -> shown(next), next.store().getCertificate("server")::equals);
                open.text("{\"type\":\"hello\",\"id\":\"h\",\"token\":\"" + others.token(14, "1") + "\"}");
                assertThat(open.next().text()).startsWith("{\"type\":\"welcome\"");

                Files.writeString(certificate, "broken");
                Awaitility.await().during(Duration.ofMillis(600)).until(() -> shown(next) != null);
            } finally {
                own.writeTo(certificate, key);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(15))
                        .ignoreExceptionsInstanceOf(SSLHandshakeException.class)
                        .until(() -> shown(own) != null);
            }
        }
    }

    private static Certificate shown(SelfSigned trusted) throws Exception {
        try (RawSocket raw = connect(trusted.trusting(), "TLSv1.3")) {
            return raw.session().getPeerCertificates()[0];
        }
    }

    @Test
    void aGatewayWhoseCertificateIsBrokenDoesNotStart(Redis redis) throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.pem"), "nothing");

        assertThatThrownBy(() -> Gateway.start(
                        redis,
                        others,
                        "--dewberry.gateway.tls.certificate=" + broken,
                        "--dewberry.gateway.tls.key=" + key))
                .hasStackTraceContaining("there is no readable certificate in " + broken);
        assertThatThrownBy(() -> Gateway.start(redis, others, "--dewberry.gateway.tls.key=" + key))
                .hasStackTraceContaining("TLS wants both");
    }
}
