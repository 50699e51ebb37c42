package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The chart's configuration in a real Nginx, with sockets that stay. A gateway that is not there yet refuses
/// connections here; in a cluster DNS does not have it.
@Tag("slow")
class NginxIT {

    private static final String VALUES =
            "{loadBalancer: {enabled: true, kind: nginx, algorithm: %s, maxConnections: 1000},"
                    + " tls: {mode: \"off\"}, gateway: {peersAreClients: %s}}";

    @TempDir
    private Path folder;

    private final SocketClients clients = new SocketClients();
    private FakeGateway first;
    private FakeGateway second;
    private int secondPort;

    @BeforeEach
    void start() throws IOException {
        first = new FakeGateway(true);
        secondPort = BalancerProcess.freePort();
    }

    @AfterEach
    void stop() throws IOException {
        clients.close();
        first.close();
        if (second != null) {
            second.close();
        }
    }

    private void join() throws IOException {
        second = new FakeGateway(true, secondPort);
    }

    private Nginx nginx(String algorithm) throws IOException {
        return Nginx.start(folder, VALUES.formatted(algorithm, "true"), List.of(first.port(), secondPort));
    }

    @Test
    void byLeastConnectionsAGatewayThatJoinsIsFilled() throws Exception {
        try (Nginx nginx = nginx("leastconn")) {
            clients.connect(nginx.port(), 60);
            assertThat(first.sockets()).isEqualTo(60);

            join();
            clients.connect(nginx.port(), 60);

            assertThat(List.of(first.sockets(), second.sockets())).containsExactly(60, 60);
        }
    }

    @Test
    void inTurnAGatewayThatJoinsGetsItsShareOfWhatIsNew() throws Exception {
        try (Nginx nginx = nginx("roundrobin")) {
            clients.connect(nginx.port(), 60);
            join();
            clients.connect(nginx.port(), 60);

            assertThat(first.sockets()).isBetween(89, 91);
            assertThat(first.sockets() + second.sockets()).isEqualTo(120);
        }
    }

    @Test
    void bySourceAnAddressStaysWithItsGateway() throws Exception {
        second = new FakeGateway(true, secondPort);
        try (Nginx nginx = nginx("source")) {
            for (int client = 1; client <= 40; client++) {
                int before = first.sockets();
                for (int i = 0; i < 3; i++) {
                    clients.connect(nginx.port(), "127.0.1." + client, "");
                }
                assertThat(first.sockets() - before).isIn(0, 3);
            }
            assertThat(first.sockets()).isBetween(1, 119);
        }
    }

    @Test
    void aGatewayThatRefusesIsPassedOverAndNobodyNoticesIt() throws Exception {
        second = new FakeGateway(true, secondPort);
        try (Nginx nginx = nginx("leastconn")) {
            clients.connect(nginx.port(), 20);
            second.close();
            clients.connect(nginx.port(), 20);

            assertThat(first.sockets()).isEqualTo(30);
            assertThat(second.sockets()).as("those that it had stay").isEqualTo(10);
        }
    }

    @Test
    void whoIsRefusedByAGatewayThatDrainsIsLetInByTheOther() throws Exception {
        second = new FakeGateway(true, secondPort);
        try (Nginx balancer = nginx("leastconn")) {
            first.drain();
            clients.connect(balancer.port(), 20);

            assertThat(List.of(first.sockets(), second.sockets())).containsExactly(0, 20);
            assertThat(first.refused()).isPositive();
        }
    }

    /// What changes something may have been done before the answer was lost.
    @Test
    void whatChangesSomethingIsNotAskedAgain() throws Exception {
        second = new FakeGateway(true, secondPort);
        try (Nginx balancer = nginx("leastconn")) {
            first.drain();
            second.drain();
            assertThat(clients.post(balancer.port())).contains("503");

            assertThat(first.refused() + second.refused()).isEqualTo(1);
        }
    }

    @Test
    void whatAClientClaimsOfItsAddressIsStruckOut() throws Exception {
        try (Nginx nginx = nginx("leastconn")) {
            clients.connect(
                    nginx.port(), "127.0.0.5", "X-Forwarded-For: 203.0.113.9\r\nForwarded: for=203.0.113.9\r\n");

            assertThat(forwarded()).containsExactlyInAnyOrder("X-Forwarded-For: 127.0.0.5", "X-Forwarded-Proto: http");
        }
    }

    @Test
    void whereItDoesNotSeeItsClientsItTellsNoAddressAtAll() throws Exception {
        try (Nginx nginx =
                Nginx.start(folder, VALUES.formatted("leastconn", "null"), List.of(first.port(), secondPort))) {
            clients.connect(nginx.port(), "127.0.0.5", "X-Forwarded-For: 203.0.113.9\r\n");

            assertThat(forwarded()).containsExactly("X-Forwarded-Proto: http");
        }
    }

    @Test
    void whoComesByIPv6IsServedWhereThereIsIPv6() throws Exception {
        try (Nginx balancer = nginx("leastconn")) {
            clients.connect(balancer.port(), "127.0.0.5", "");
            if (BalancerProcess.hasIPv6()) {
                clients.connect(balancer.port(), "::1", "");
                assertThat(first.heads().getLast()).contains("X-Forwarded-For: ::1");
            }
            assertThat(first.heads().getFirst()).contains("X-Forwarded-For: 127.0.0.5");
        }
    }

    /// It would not start if it were told to listen on what the kernel does not know.
    @Test
    void withoutIPv6ItListensOnIPv4Alone() throws Exception {
        try (Nginx balancer = Nginx.start(
                folder,
                VALUES.formatted("leastconn", "true"),
                List.of(first.port(), secondPort),
                Map.of("IF_INET6", "/none"))) {
            clients.connect(balancer.port(), "127.0.0.5", "");

            if (BalancerProcess.hasIPv6()) {
                assertThatThrownBy(() -> clients.connect(balancer.port(), "::1", ""))
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    private List<String> forwarded() {
        return first.heads().getFirst().stream()
                .filter(line -> line.toLowerCase().contains("forwarded"))
                .toList();
    }

    @Test
    void anAddressByTheProxyProtocolIsTakenFromWhoMaySayIt() throws Exception {
        String values =
                "{loadBalancer: {enabled: true, kind: nginx, maxConnections: 1000, proxyProtocolFrom: [127.0.0.9/32]},"
                        + " tls: {mode: \"off\"}}";
        String claim = "PROXY TCP4 198.51.100.7 192.0.2.1 4711 80\r\n";
        try (Nginx nginx = Nginx.start(folder, values, List.of(first.port(), secondPort))) {
            assertThat(clients.request(nginx.port(), "127.0.0.9", claim, "")).contains("101");
            assertThat(clients.request(nginx.port(), "127.0.0.8", claim, "")).contains("101");
            assertThat(clients.request(nginx.port(), "127.0.0.8", "", ""))
                    .as("who does not speak it is not understood")
                    .isNull();

            assertThat(first.heads()).hasSize(2);
            assertThat(first.heads().getFirst()).contains("X-Forwarded-For: 198.51.100.7");
            assertThat(first.heads().getLast()).contains("X-Forwarded-For: 127.0.0.8");
        }
    }

    @Test
    void aRenewedCertificateIsTakenWithoutARestartAndNobodyIsCutOff() throws Exception {
        Path certificate = BalancerProcess.certificate(folder);
        BalancerProcess.renew(certificate);
        try (Nginx nginx = Nginx.start(
                folder, "{loadBalancer: {enabled: true, kind: nginx, maxConnections: 1000}}", List.of(first.port()))) {
            BigInteger before = clients.connectByTls(nginx.port());

            BalancerProcess.renew(certificate);

            Waiting.until("the new certificate is shown", () -> !before.equals(shown(nginx)));
            assertThat(first.sockets())
                    .as("nobody was cut off")
                    .isEqualTo(first.heads().size());
        }
    }

    private BigInteger shown(Nginx nginx) {
        try {
            return clients.connectByTls(nginx.port());
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void itAsksTheNameServersOfItsPodAndEndsByItself() throws Exception {
        try (Nginx nginx = nginx("leastconn")) {
            assertThat(Files.readString(folder.resolve("resolvers.conf")))
                    .matches("resolver [^;]+ valid=5s ipv6=(on|off);\n");
            nginx.stop();
        }
    }
}
