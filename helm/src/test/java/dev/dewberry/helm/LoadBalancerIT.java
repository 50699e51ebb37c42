package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The chart's configuration in a real HAProxy, with sockets that stay.
@Tag("slow")
class LoadBalancerIT {

    private static final String VALUES =
            "{loadBalancer: {enabled: true, algorithm: %s, maxConnections: 1000, proxyProtocolFrom: [127.0.0.9/32]}, tls: {mode: \"off\"}}";

    @TempDir
    private Path folder;

    private FakeGateway first;
    private FakeGateway second;
    private final List<Socket> clients = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        first = new FakeGateway(true);
        second = new FakeGateway(false);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        first.close();
        second.close();
    }

    @Test
    void byLeastConnectionsAGatewayThatJoinsIsFilled() throws IOException {
        try (Haproxy haproxy = haproxy("leastconn")) {
            connect(haproxy, 60);
            assertThat(List.of(first.sockets(), second.sockets())).containsExactly(60, 0);

            second.ready(true);
            connect(haproxy, 60);

            assertThat(List.of(first.sockets(), second.sockets())).containsExactly(60, 60);
        }
    }

    @Test
    void inTurnAGatewayThatJoinsGetsItsShareOfWhatIsNew() throws IOException {
        try (Haproxy haproxy = haproxy("roundrobin")) {
            connect(haproxy, 60);
            second.ready(true);
            connect(haproxy, 60);

            assertThat(first.sockets()).isBetween(89, 91);
            assertThat(first.sockets() + second.sockets()).isEqualTo(120);
        }
    }

    @Test
    void bySourceAnAddressStaysWithItsGateway() throws IOException {
        try (Haproxy haproxy = haproxy("source")) {
            second.ready(true);
            boolean firstUsed = false;
            boolean secondUsed = false;
            for (int client = 1; client <= 40; client++) {
                int before = first.sockets();
                for (int i = 0; i < 3; i++) {
                    connect(haproxy, "127.0.1." + client, "");
                }
                int gained = first.sockets() - before;
                assertThat(gained).isIn(0, 3);
                firstUsed |= gained == 3;
                secondUsed |= gained == 0;
            }
            assertThat(firstUsed && secondUsed).isTrue();
        }
    }

    @Test
    void aGatewayThatIsNotReadyKeepsItsSocketsAndGetsNoMore() throws IOException {
        try (Haproxy haproxy = haproxy("leastconn")) {
            second.ready(true);
            connect(haproxy, 20);
            first.ready(false);
            connect(haproxy, 20);

            assertThat(List.of(first.sockets(), second.sockets())).containsExactly(10, 30);
        }
    }

    @Test
    void whatAClientClaimsOfItsAddressIsStruckOut() throws IOException {
        try (Haproxy haproxy = haproxy("leastconn")) {
            connect(haproxy, "127.0.0.5", "X-Forwarded-For: 203.0.113.9\r\nForwarded: for=203.0.113.9\r\n");

            assertThat(first.heads().getFirst())
                    .filteredOn(line -> line.toLowerCase().contains("forwarded"))
                    .containsExactlyInAnyOrder("x-forwarded-for: 127.0.0.5", "x-forwarded-proto: http");
        }
    }

    @Test
    void anAddressByTheProxyProtocolIsTakenFromWhoMaySpeakItAndFromNobodyElse() throws IOException {
        String claim = "PROXY TCP4 198.51.100.7 192.0.2.1 4711 80\r\n";
        try (Haproxy haproxy = haproxy("leastconn")) {
            String trusted = request(haproxy, "127.0.0.9", claim, "");
            String stranger = request(haproxy, "127.0.0.8", claim, "");

            assertThat(trusted).contains("101");
            assertThat(stranger).contains("400");
            assertThat(first.heads()).hasSize(1);
            assertThat(first.heads().getFirst()).contains("x-forwarded-for: 198.51.100.7");
        }
    }

    private Haproxy haproxy(String algorithm) throws IOException {
        return Haproxy.start(folder, VALUES.formatted(algorithm), List.of(first, second));
    }

    private void connect(Haproxy haproxy, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connect(haproxy, "127.0.0.1", "");
        }
    }

    private void connect(Haproxy haproxy, String from, String headers) throws IOException {
        assertThat(request(haproxy, from, "", headers)).contains("101");
    }

    /// @return the line of the answer's status
    private String request(Haproxy haproxy, String from, String before, String headers) throws IOException {
        Socket socket = new Socket("127.0.0.1", haproxy.port(), InetAddress.getByName(from), 0);
        clients.add(socket);
        socket.setSoTimeout(10_000);
        String request =
                before + "GET /ws HTTP/1.1\r\nHost: chat.example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }
}
