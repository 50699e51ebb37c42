package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.ConnectException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
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
    private final SocketClients clients = new SocketClients();

    @BeforeEach
    void start() throws IOException {
        first = new FakeGateway(true);
        second = new FakeGateway(false);
    }

    @AfterEach
    void stop() throws IOException {
        clients.close();
        first.close();
        second.close();
    }

    @Test
    void byLeastConnectionsAGatewayThatJoinsIsFilled() throws IOException {
        try (Haproxy haproxy = haproxy("leastconn")) {
            clients.connect(haproxy.port(), 60);
            assertThat(List.of(first.sockets(), second.sockets())).containsExactly(60, 0);

            second.ready(true);
            clients.connect(haproxy.port(), 60);

            assertThat(List.of(first.sockets(), second.sockets())).containsExactly(60, 60);
        }
    }

    @Test
    void inTurnAGatewayThatJoinsGetsItsShareOfWhatIsNew() throws IOException {
        try (Haproxy haproxy = haproxy("roundrobin")) {
            clients.connect(haproxy.port(), 60);
            second.ready(true);
            clients.connect(haproxy.port(), 60);

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
                    clients.connect(haproxy.port(), "127.0.1." + client, "");
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
            clients.connect(haproxy.port(), 20);
            first.ready(false);
            clients.connect(haproxy.port(), 20);

            assertThat(List.of(first.sockets(), second.sockets())).containsExactly(10, 30);
        }
    }

    @Test
    void whoIsRefusedByAGatewayThatDrainsIsLetInByTheOther() throws Exception {
        try (Haproxy balancer = haproxy("leastconn")) {
            second.ready(true);
            first.drain();
            clients.connect(balancer.port(), 20);

            assertThat(List.of(first.sockets(), second.sockets())).containsExactly(0, 20);
            assertThat(first.refused()).isPositive();
        }
    }

    /// What changes something may have been done before the answer was lost.
    @Test
    void whatChangesSomethingIsNotAskedAgain() throws Exception {
        try (Haproxy balancer = haproxy("leastconn")) {
            second.ready(true);
            first.drain();
            second.drain();
            assertThat(clients.post(balancer.port())).contains("503");

            assertThat(first.refused() + second.refused()).isEqualTo(1);
        }
    }

    @Test
    void whatAClientClaimsOfItsAddressIsStruckOut() throws IOException {
        try (Haproxy haproxy = haproxy("leastconn")) {
            clients.connect(
                    haproxy.port(), "127.0.0.5", "X-Forwarded-For: 203.0.113.9\r\nForwarded: for=203.0.113.9\r\n");

            assertThat(first.heads().getFirst())
                    .filteredOn(line -> line.toLowerCase().contains("forwarded"))
                    .containsExactlyInAnyOrder("x-forwarded-for: 127.0.0.5", "x-forwarded-proto: http");
        }
    }

    @Test
    void anAddressByTheProxyProtocolIsTakenFromWhoMaySpeakItAndFromNobodyElse() throws IOException {
        String claim = "PROXY TCP4 198.51.100.7 192.0.2.1 4711 80\r\n";
        try (Haproxy haproxy = haproxy("leastconn")) {
            String trusted = clients.request(haproxy.port(), "127.0.0.9", claim, "");
            String stranger = clients.request(haproxy.port(), "127.0.0.8", claim, "");

            assertThat(trusted).contains("101");
            assertThat(stranger).contains("400");
            assertThat(first.heads()).hasSize(1);
            assertThat(first.heads().getFirst()).contains("x-forwarded-for: 198.51.100.7");
        }
    }

    @Test
    void whoComesByIPv6IsServedWhereThereIsIPv6() throws Exception {
        try (Haproxy balancer = haproxy("leastconn")) {
            clients.connect(balancer.port(), "127.0.0.5", "");
            if (BalancerProcess.hasIPv6()) {
                clients.connect(balancer.port(), "::1", "");
                assertThat(first.heads().getLast()).contains("x-forwarded-for: ::1");
            }
            assertThat(first.heads().getFirst()).contains("x-forwarded-for: 127.0.0.5");
        }
    }

    /// It would not start if it were told to listen on what the kernel does not know.
    @Test
    void withoutIPv6ItListensOnIPv4Alone() throws Exception {
        try (Haproxy balancer = Haproxy.start(
                folder, VALUES.formatted("leastconn"), List.of(first, second), Map.of("IF_INET6", "/none"))) {
            clients.connect(balancer.port(), "127.0.0.5", "");

            if (BalancerProcess.hasIPv6()) {
                assertThatThrownBy(() -> clients.connect(balancer.port(), "::1", ""))
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    private Haproxy haproxy(String algorithm) throws IOException {
        return Haproxy.start(folder, VALUES.formatted(algorithm), List.of(first, second));
    }

    @Test
    void aRenewedCertificateIsTakenWithoutARestartAndNobodyIsCutOff() throws Exception {
        Path certificate = BalancerProcess.certificate(folder);
        BalancerProcess.renew(certificate);
        try (Haproxy haproxy =
                Haproxy.start(folder, "{loadBalancer: {enabled: true, maxConnections: 1000}}", List.of(first))) {
            BigInteger before = clients.connectByTls(haproxy.port());

            BalancerProcess.renew(certificate);

            Waiting.until("the new certificate is shown", () -> !before.equals(shown(haproxy)));
            assertThat(first.heads().size()).as("nobody was cut off").isEqualTo(first.sockets());
        }
    }

    private BigInteger shown(Haproxy haproxy) {
        try {
            return clients.connectByTls(haproxy.port());
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whenItIsStoppedItEndsByItself() throws IOException {
        try (Haproxy haproxy = haproxy("leastconn")) {
            haproxy.stop();
        }
    }
}
