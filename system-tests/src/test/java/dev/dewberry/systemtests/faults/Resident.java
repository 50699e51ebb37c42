package dev.dewberry.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.Rest;
import dev.dewberry.systemtests.cluster.Rest.Answer;
import java.util.concurrent.atomic.AtomicInteger;

/// Somebody who signed in once, by password, and never wants to do so again: where his access token has run out he
/// shows his refresh token, as every client does.
final class Resident {

    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final String PASSWORD = "correct horse battery staple";

    private final String gateway;
    private final Rest rest;
    private String accessToken;
    private String refreshToken;

    Resident(String gateway) {
        this.gateway = gateway;
        rest = new Rest(gateway);
        String name = "resident" + System.nanoTime() % 1_000_000_000L + COUNTER.incrementAndGet();
        Answer registered = rest.post(
                "/auth/register", null, "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, PASSWORD));
        assertThat(registered.status()).as("%s", registered.body()).isEqualTo(201);
        Answer signedIn = rest.post("/auth/login", null, """
                {"username":"%s","password":"%s","device":{"name":"phone","kind":"test"}}""".formatted(name, PASSWORD));
        assertThat(signedIn.status()).as("%s", signedIn.body()).isEqualTo(200);
        accessToken = signedIn.text("accessToken");
        refreshToken = signedIn.text("refreshToken");
    }

    /// By REST and by socket.
    void goesOn() {
        Answer me = rest.get("/users/me", accessToken);
        if (me.status() == 401) {
            refresh();
            me = rest.get("/users/me", accessToken);
        }
        assertThat(me.status()).as("who am I: %s", me.body()).isEqualTo(200);
        try (RawClient client = new RawClient(gateway)) {
            assertThat(client.ask("{\"type\":\"hello\",\"token\":\"" + accessToken + "\"}")
                            .type())
                    .isEqualTo("welcome");
        }
    }

    void refresh() {
        Answer answer = rest.post("/auth/refresh", null, "{\"refreshToken\":\"" + refreshToken + "\"}");
        assertThat(answer.status()).as("refreshing: %s", answer.body()).isEqualTo(200);
        accessToken = answer.text("accessToken");
        refreshToken = answer.text("refreshToken");
    }
}
