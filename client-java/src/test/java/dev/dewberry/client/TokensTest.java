package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TokensTest {

    private final ClientFixture fixture = new ClientFixture();
    private final FakeServer server = fixture.server;
    private final FakeLoop loop = fixture.loop;

    @Test
    void spendsARefreshTokenOnceForAllWhoNeedIt() {
        fixture.online(0);
        server.held = new ArrayList<>();
        List<HttpTransport.Call> before = List.copyOf(server.calls);
        loop.advance(Duration.ofHours(1));

        var first = fixture.client.rest().me();
        var second = fixture.client.rest().me();
        fixture.client.connect();
        loop.run();

        assertThat(server.calls.subList(before.size(), server.calls.size()))
                .extracting(call -> call.url().getPath())
                .containsExactly("/api/v1/auth/refresh");
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
    }

    @Test
    void forgetsASessionThatTheServerHasEnded() {
        FakeServer.Link link = fixture.online(0);
        server.httpAnswers.add(new HttpTransport.Answer(401, "{\"code\":\"unauthenticated\"}", null));
        link.closeWith(4401);
        loop.run();

        assertThat(fixture.client.state()).isEqualTo(ConnectionState.SIGN_IN_NEEDED);
        assertThat(fixture.store.session()).isNull();
    }

    @Test
    void staysSignedOutWhereARefreshCrossesALogout() {
        fixture.online(0);
        CompletableFuture<Void> logout = fixture.client.rest().logout();
        server.held = new ArrayList<>();
        loop.run();
        CompletableFuture<HttpTransport.Answer> loggingOut = server.held.remove(0);
        loop.advance(Duration.ofHours(1));
        var me = fixture.client.rest().me();
        loop.run();
        CompletableFuture<HttpTransport.Answer> refreshing = server.held.remove(0);

        loggingOut.complete(new HttpTransport.Answer(204, "", null));
        loop.run();
        refreshing.complete(server.session());
        loop.run();

        assertThat(logout).isCompleted();
        assertThat(fixture.store.session()).isNull();
        assertThat(me).isCompletedExceptionally();
    }

    @Test
    void goesOnWhereTheOwnersBackEndHasNoTokenForTheMoment() {
        AtomicReference<String> token = new AtomicReference<>();
        ClientFixture own = new ClientFixture(
                new InMemoryClientStore(),
                Credentials.tokens(() -> CompletableFuture.completedFuture(token.get())),
                Runnable::run);
        own.client.connect();
        own.loop.run();
        assertThat(own.client.state()).isEqualTo(ConnectionState.WAITING);

        token.set("mine");
        own.loop.advance(Duration.ofSeconds(5));

        assertThat(own.server.links).isNotEmpty();
    }
}
