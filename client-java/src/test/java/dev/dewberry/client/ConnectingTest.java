package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.frame.ClientFrame;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectingTest {

    private final ClientFixture fixture = new ClientFixture();
    private final FakeServer server = fixture.server;
    private final FakeLoop loop = fixture.loop;

    @Test
    void signsInSaysHelloAndSyncs() {
        fixture.client.connect();
        loop.run();

        assertThat(server.calls.get(0).url().getPath()).isEqualTo("/api/v1/auth/login");
        assertThat(server.link().next(ClientFrame.Hello.class).token()).isEqualTo("access-1");
        server.link().welcome("e1");
        loop.run();

        assertThat(fixture.client.state()).isEqualTo(ConnectionState.ONLINE);
        assertThat(fixture.client.me()).isEqualTo(FakeServer.ANN);
        assertThat(server.link().next(ClientFrame.Sync.class).cursor()).isNull();
    }

    @Test
    void usesAStoredSessionAndRefreshesItBeforeItEnds() {
        fixture.store.saveSession(
                new StoredSession("stored", "refresh-0", loop.now().plusSeconds(30)));
        ClientFixture second = new ClientFixture(fixture.store);

        second.client.connect();
        second.loop.run();

        assertThat(second.server.calls.get(0).url().getPath()).isEqualTo("/api/v1/auth/refresh");
        assertThat(second.server.link().next(ClientFrame.Hello.class).token()).isEqualTo("access-1");
        assertThat(fixture.store.session().refreshToken()).isEqualTo("refresh-1");
    }

    @Test
    void comesBackWithinAJitteredSecondAfterALoss() {
        fixture.online(0).breakOff();
        loop.run();
        assertThat(fixture.client.state()).isEqualTo(ConnectionState.WAITING);

        loop.advance(Duration.ofSeconds(1));

        assertThat(server.links).hasSize(2);
        fixture.welcomed(0);
        assertThat(fixture.client.state()).isEqualTo(ConnectionState.ONLINE);
    }

    @Test
    void triesTheNextAddressAtOnceWhereOneIsDead() {
        ClientFixture several = new ClientFixture("http://one", "http://two");
        several.server.deadHosts.add("one");

        several.client.connect();
        several.loop.run();

        assertThat(several.server.link().entry.getHost()).isEqualTo("two");
        assertThat(several.server.calls).hasSize(2);
    }

    @Test
    void failsOverWithinFiveSecondsWhereAnAddressDoesNotAnswer() {
        ClientFixture several = new ClientFixture("http://one", "http://two");
        several.client.connect();
        several.loop.run();
        assertThat(several.server.link().entry.getHost()).isEqualTo("one");

        several.loop.advance(Duration.ofSeconds(5));

        assertThat(several.server.link().entry.getHost()).isEqualTo("two");
        several.welcomed(0);
        assertThat(several.client.state()).isEqualTo(ConnectionState.ONLINE);
    }

    @Test
    void refreshesTheTokenAfter4401() {
        fixture.online(0).closeWith(4401);
        loop.run();

        assertThat(server.calls.get(1).url().getPath()).isEqualTo("/api/v1/auth/refresh");
        assertThat(server.link().next(ClientFrame.Hello.class).token()).isEqualTo("access-2");
    }

    @Test
    void asksForASignInWhereTheRefreshIsRefusedToo() {
        FakeServer.Link link = fixture.online(0);
        server.httpAnswers.add(new HttpTransport.Answer(401, "{\"code\":\"unauthenticated\"}", null));

        link.closeWith(4401);
        loop.run();

        assertThat(fixture.client.state()).isEqualTo(ConnectionState.SIGN_IN_NEEDED);
        loop.advance(Duration.ofMinutes(5));
        assertThat(server.links).hasSize(1);
        fixture.client.connect(Credentials.password("ann", "other"));
        loop.run();
        assertThat(fixture.welcomed(0)).isNotNull();
    }

    @Test
    void asksForASignInWhereAFreshTokenIsRefusedAgain() {
        fixture.online(0).closeWith(4401);
        loop.run();

        server.link().closeWith(4401);
        loop.run();

        assertThat(fixture.client.state()).isEqualTo(ConnectionState.SIGN_IN_NEEDED);
        assertThat(fixture.store.session()).isNull();
    }

    @Test
    void keepsTheUserSignedInWhileTheRefreshCannotBeAnswered() {
        FakeServer.Link link = fixture.online(0);
        server.httpAnswers.add(new HttpTransport.Answer(503, "{\"code\":\"busy\"}", 1L));

        link.closeWith(4401);
        loop.run();
        assertThat(fixture.client.state()).isEqualTo(ConnectionState.WAITING);

        loop.advance(Duration.ofSeconds(5));
        fixture.welcomed(0);
        assertThat(fixture.client.state()).isEqualTo(ConnectionState.ONLINE);
    }

    @Test
    void stopsAfter4403And4409() {
        fixture.online(0).closeWith(4403);
        loop.advance(Duration.ofMinutes(5));
        assertThat(fixture.client.state()).isEqualTo(ConnectionState.BANNED);

        ClientFixture other = new ClientFixture();
        other.online(0).closeWith(4409);
        other.loop.advance(Duration.ofMinutes(5));
        assertThat(other.client.state()).isEqualTo(ConnectionState.REPLACED);

        assertThat(server.links).hasSize(1);
        assertThat(other.server.links).hasSize(1);
    }

    @Test
    void comesBackInTheRangeThatGoawayNames() {
        FakeServer.Link link = fixture.online(0);

        link.tell("{\"type\":\"goaway\",\"reason\":\"drain\",\"retryAfterMs\":[3000,4000]}");
        loop.advance(Duration.ofMillis(1000));
        link.closeWith(4503);
        loop.advance(Duration.ofMillis(1900));
        assertThat(server.links).hasSize(1);

        loop.advance(Duration.ofMillis(1200));
        assertThat(server.links).hasSize(2);
    }

    @Test
    void leavesASocketThatGoawayLeftOpen() {
        FakeServer.Link link = fixture.online(0);

        link.tell("{\"type\":\"goaway\",\"reason\":\"drain\",\"retryAfterMs\":[10,20]}");
        loop.advance(Duration.ofMillis(50));

        assertThat(link.closed).isTrue();
        assertThat(server.links).hasSize(2);
    }

    @Test
    void asksForASignOfLifeAndLeavesADeadConnection() {
        FakeServer.Link link = fixture.online(0);

        loop.advance(Duration.ofSeconds(31));
        link.next(ClientFrame.Ping.class);
        link.tell("{\"type\":\"pong\",\"time\":1}");
        loop.advance(Duration.ofSeconds(20));
        assertThat(fixture.client.state()).isEqualTo(ConnectionState.ONLINE);

        loop.advance(Duration.ofSeconds(60));
        assertThat(link.closed).isTrue();
        assertThat(server.links.size()).isGreaterThan(1);
    }

    @Test
    void goesOnForEverWhileTheServerIsAway() {
        fixture.online(0).closeWith(4503);
        server.deadHosts.add("one");
        loop.advance(Duration.ofMinutes(30));
        int attempts = server.links.size();
        assertThat(attempts).isBetween(40, 400);

        server.deadHosts.clear();
        fixture.reconnected();
        server.link().next(ClientFrame.Hello.class);
    }

    @Test
    void closesForGood() {
        fixture.online(0);
        fixture.client.close();
        loop.advance(Duration.ofMinutes(5));

        assertThat(fixture.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(server.links).hasSize(1);
        assertThat(server.link().closed).isTrue();
    }
}
