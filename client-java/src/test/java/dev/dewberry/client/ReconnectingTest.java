package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Servers that are away, overloaded, or wrong.
class ReconnectingTest {

    private final ClientFixture fixture = new ClientFixture();
    private final FakeServer server = fixture.server;
    private final FakeLoop loop = fixture.loop;

    /// Does the same to each new connection while time passes.
    private void each(Duration duration, Consumer<FakeServer.Link> what) {
        int seen = server.links.size() - 1;
        for (Duration time = Duration.ZERO; time.compareTo(duration) < 0; time = time.plusMillis(50)) {
            while (++seen < server.links.size()) {
                what.accept(server.links.get(seen));
                loop.run();
            }
            seen--;
            loop.advance(Duration.ofMillis(50));
        }
    }

    @Test
    void doesNotHammerAServerThatWelcomesAndClosesAtOnce() {
        fixture.client.connect();
        loop.run();
        each(Duration.ofMinutes(10), link -> {
            link.welcome("e1");
            loop.run();
            link.closeWith(4503);
        });

        assertThat(server.links.size()).isBetween(20, 150);
    }

    @Test
    void doesNotHammerAServerThatRefreshesAndRevokesAgainAndAgain() {
        fixture.client.connect();
        loop.run();
        each(Duration.ofMinutes(10), link -> {
            link.welcome("e1");
            loop.run();
            link.closeWith(4401);
        });

        assertThat(server.links.size()).isBetween(20, 150);
    }

    @Test
    void backsOffFarAfter4429() {
        FakeServer.Link link = fixture.online(0);
        int soon = 0;
        for (int i = 0; i < 20; i++) {
            int before = server.links.size();
            link.closeWith(4429);
            loop.advance(Duration.ofSeconds(1));
            soon += server.links.size() > before ? 1 : 0;
            link = fixture.reconnected();
            link.welcome("e1");
            loop.advance(Duration.ofSeconds(10));
        }

        assertThat(soon).isLessThan(6);
    }

    @Test
    void waitsAsLongAsTheServerAsksBeforeItTriesTheOnlyAddressAgain() {
        server.busyHosts.put("one", 20L);
        fixture.client.connect();
        loop.advance(Duration.ofSeconds(19));
        assertThat(server.links).hasSize(1);

        loop.advance(Duration.ofSeconds(15));
        assertThat(server.links.size()).isGreaterThan(1);
    }

    @Test
    void waitsAsLongAsTheServersAskWhereAllAddressesDo() {
        ClientFixture several = new ClientFixture("http://one", "http://two");
        several.server.busyHosts.put("one", 20L);
        several.server.busyHosts.put("two", 20L);
        several.client.connect();
        several.loop.advance(Duration.ofSeconds(19));
        assertThat(several.server.links).hasSize(2);

        several.loop.advance(Duration.ofSeconds(15));
        assertThat(several.server.links.size()).isGreaterThan(2);
    }

    @Test
    void survivesAnAbsurdRetryAfter() {
        server.busyHosts.put("one", Long.MAX_VALUE / 2);
        fixture.client.connect();
        loop.advance(Duration.ofMinutes(10));
        assertThat(server.links).hasSize(1);

        server.busyHosts.clear();
        loop.advance(Duration.ofHours(2));
        assertThat(server.links).hasSizeGreaterThan(1);
    }

    @Test
    void survivesAnAbsurdRangeOfGoaway() {
        for (String range :
                new String[] {"[-9,-5]", "[9000000000000000000,9000000000000000001]", "[1e400,\"x\"]", "{}"}) {
            ClientFixture each = new ClientFixture();
            each.online(0).tell("{\"type\":\"goaway\",\"retryAfterMs\":" + range + "}");
            each.loop.advance(Duration.ofHours(2));

            assertThat(each.server.links).as(range).hasSizeGreaterThan(1);
        }
    }

    @Test
    void stopsWhereHelloIsAnsweredByABan() {
        fixture.client.connect();
        loop.run();
        server.link().tell(ServerFrameCodec.error("hello", ErrorCode.FORBIDDEN, "", null));
        loop.run();
        server.link().closeWith(4403);
        loop.advance(Duration.ofMinutes(5));

        assertThat(fixture.client.state()).isEqualTo(ConnectionState.BANNED);
        assertThat(server.links).hasSize(1);
    }

    @Test
    void looksForLifeEvenWhereTheServerNamesAnAbsurdHeartbeat() {
        fixture.client.connect();
        loop.run();
        server.link().next(ClientFrame.Hello.class);
        server.link().welcome("e1", Integer.MAX_VALUE);
        loop.run();
        server.link().conversations(server.link().next(ClientFrame.Sync.class), "c", 0, 0);

        loop.advance(Duration.ofMinutes(10));

        assertThat(server.links).hasSizeGreaterThan(1);
    }

    @Test
    void asksForAnotherSignInWhereTheNameCannotBeOne() {
        server.httpAnswers.add(new HttpTransport.Answer(400, "{\"code\":\"bad_frame\"}", null));
        fixture.client.connect();
        loop.run();

        assertThat(fixture.client.state()).isEqualTo(ConnectionState.SIGN_IN_NEEDED);
    }
}
