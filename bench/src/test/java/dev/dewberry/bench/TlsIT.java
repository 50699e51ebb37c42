package dev.dewberry.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.scenario.Scenarios;
import dev.dewberry.bench.scenario.Stage;
import dev.dewberry.bench.standin.Faults;
import dev.dewberry.bench.standin.StandInServer;
import dev.dewberry.bench.system.AdminApi;
import dev.dewberry.bench.system.RemoteSystem;
import dev.dewberry.bench.tls.ClientTls;
import dev.dewberry.bench.tls.RunCertificate;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The generator over TLS, against a stand-in that speaks ChaCha20 alone.
@Timeout(120)
class TlsIT {
    @TempDir
    private Path folder;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Findings findings = new Findings();
    private StandInServer server;
    private RunCertificate certificate;

    @BeforeEach
    void start() throws InterruptedException, SSLException {
        certificate = RunCertificate.make(folder.resolve("its"));
        server = new StandInServer(
                new Faults(),
                SslContextBuilder.forServer(
                                certificate.chain().toFile(), certificate.key().toFile())
                        .sslProvider(SslProvider.JDK)
                        .protocols("TLSv1.3")
                        .ciphers(List.of("TLS_CHACHA20_POLY1305_SHA256"))
                        .build());
    }

    @AfterEach
    void stop() {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private ClientTls run(String name, String options) throws InterruptedException {
        var tls = new ClientTls(certificate.trusted());
        var system = new RemoteSystem(server.base(), "admin", "secret", tls);
        var swarm = new Swarm(group.next(), server.base(), tls, 7);
        try (var api = new AdminApi(server.base(), tls)) {
            api.login("admin", "secret");
            Scenarios.named(name)
                    .run(new Stage(Options.parse(options.split(" ")), system, swarm, api, findings, 7), findings);
        } finally {
            swarm.onLoop(swarm::end);
        }
        assertThat(findings.passed()).as("%s", findings.warnings()).isTrue();
        return tls;
    }

    @Test
    void messagesAreDeliveredAndWhatWasAgreedOnIsNoted() throws InterruptedException {
        ClientTls tls = run("office", "--users 40 --rate 100 --warmup 0 --seconds 2 --limit-ms 9999");

        assertThat(findings.phases().getFirst().delivered())
                .isEqualTo(findings.phases().getFirst().sent())
                .isPositive();
        assertThat(tls.negotiated()).containsExactly("TLSv1.3 TLS_CHACHA20_POLY1305_SHA256");
    }

    @Test
    void signingInByPasswordAndComingBackWorkAsWell() throws InterruptedException {
        run("monday", "--users 30 --live 4 --live-rate 20 --warmup 0 --limit-ms 9999");

        assertThat(findings.figures()).containsEntry("clients served", 30);
    }

    @Test
    void anotherCertificateIsNotTrusted() throws InterruptedException {
        var stranger =
                new ClientTls(RunCertificate.make(folder.resolve("other")).trusted());
        var swarm = new Swarm(group.next(), server.base(), stranger, 7);

        try (var api = new AdminApi(server.base(), stranger)) {
            assertThatThrownBy(() -> api.login("admin", "secret")).isInstanceOf(BenchException.class);
        }
        swarm.onLoop(() -> swarm.dialer().connect(List.of(swarm.add(1, "token")), 1));
        for (int i = 0; i < 500 && swarm.tally().reasons().isEmpty(); i++) {
            // The loop has its own time.
            Thread.sleep(10);
        }
        assertThat(swarm.tally().connectFailures).isPositive();
        assertThat(stranger.negotiated()).isEmpty();
        swarm.onLoop(swarm::end);
    }
}
