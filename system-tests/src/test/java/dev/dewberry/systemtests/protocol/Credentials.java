package dev.dewberry.systemtests.protocol;

import dev.dewberry.protocol.UserId;
import dev.dewberry.systemtests.cluster.Rest;
import dev.dewberry.systemtests.cluster.User;
import java.util.concurrent.atomic.AtomicInteger;

/// A user who registered by himself.
record Credentials(String username, String password) {

    private static final AtomicInteger COUNTER = new AtomicInteger();

    static Credentials registered(Rest rest) {
        String name = "self" + System.nanoTime() % 1_000_000_000L + "." + COUNTER.incrementAndGet();
        Credentials credentials = new Credentials(name, "correct horse 7 battery");
        Rest.Answer answer = rest.post("/auth/register", null, credentials.json());
        if (answer.status() != 201) {
            throw new AssertionError("not registered: " + answer.status() + " " + answer.body());
        }
        return credentials;
    }

    String json() {
        return "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}";
    }

    Rest.Answer login(Rest rest) {
        return login(rest, password);
    }

    Rest.Answer login(Rest rest, String guess) {
        return rest.post(
                "/auth/login",
                null,
                "{\"username\":\"" + username + "\",\"password\":\"" + guess
                        + "\",\"device\":{\"name\":\"test\",\"kind\":\"test\"}}");
    }

    User signIn(Rest rest) {
        Rest.Answer answer = login(rest);
        return new User(
                UserId.parse(answer.body().path("user").path("id").asString()), username, answer.text("accessToken"));
    }
}
