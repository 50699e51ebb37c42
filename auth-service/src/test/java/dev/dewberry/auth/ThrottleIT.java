package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What happens to those who guess passwords, and to those whose password is guessed.
@ExtendWith(Servers.class)
class ThrottleIT {

    private static RunningAuth auth;

    @BeforeAll
    static void start(MariaDb mariaDb, Redis redis) {
        auth = RunningAuth.start(mariaDb, redis, "dewberry.auth.throttle.address.free=8");
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    @Test
    void slowsDownWhoFailsRepeatedlyAndForgetsItAfterAWhile() {
        String name = auth.newName();
        auth.register(name);
        for (int i = 0; i < 5; i++) {
            assertThat(auth.login(name, "wrong password").code()).isEqualTo("bad_credentials");
        }

        var slowed = auth.login(name);
        assertThat(slowed.status()).isEqualTo(429);
        assertThat(slowed.code()).isEqualTo("rate_limited");
        assertThat(slowed.headers().get("retry-after")).containsExactly("1");

        auth.clock.advance(Duration.ofSeconds(2));
        assertThat(auth.login(name).status()).isEqualTo(200);
    }

    @Test
    void slowsDownForUnknownUsernamesToo() {
        for (int i = 0; i < 5; i++) {
            auth.login("ghost", "wrong password");
        }

        assertThat(auth.login("ghost", "wrong password").status()).isEqualTo(429);
    }

    @Test
    void neverLocksOutADeviceThatSignedInBefore() {
        String name = auth.newName();
        auth.register(name);
        var mine = auth.login(name);
        for (int i = 0; i < 6; i++) {
            auth.login(name, "wrong password");
        }
        assertThat(auth.login(name).status()).isEqualTo(429);

        var again = auth.post("/api/v1/auth/login", null, """
                {"username":"%s","password":"password of %s",
                 "device":{"name":"Phone","kind":"test","id":"%s","secret":"%s"}}""".formatted(
                        name, name, mine.text("/device/id"), mine.text("/device/secret")));

        assertThat(again.status()).isEqualTo(200);
    }

    @Test
    void slowsDownAnAddressThatTriesManyNames() {
        for (int i = 0; i < 8; i++) {
            assertThat(from("2001:db8:1:2::" + i, "victim" + i).code()).isEqualTo("bad_credentials");
        }

        assertThat(from("2001:db8:1:2:3::1", "victim9").status()).isEqualTo(429);
        assertThat(from("2001:db8:1:3::1", "victim10").status()).isEqualTo(401);
        assertThat(auth.login("root", RunningAuth.ADMIN_PASSWORD).status()).isEqualTo(200);
    }

    private static RunningAuth.Answer from(String address, String name) {
        return auth.call(
                "POST",
                "/api/v1/auth/login",
                null,
                RunningAuth.loginBody(name, "wrong password"),
                Map.of("X-Dewberry-Client-Address", address));
    }
}
