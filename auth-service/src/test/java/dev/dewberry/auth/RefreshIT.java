package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The life of a refresh token.
@ExtendWith(Servers.class)
class RefreshIT {

    private static RunningAuth auth;

    @BeforeAll
    static void start(MariaDb mariaDb, Redis redis) {
        auth = RunningAuth.start(mariaDb, redis);
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    private static RunningAuth.Answer login() {
        String name = auth.newName();
        auth.register(name);
        return auth.login(name);
    }

    private static RunningAuth.Answer refresh(String token) {
        return auth.post("/api/v1/auth/refresh", null, "{\"refreshToken\":\"" + token + "\"}");
    }

    private static boolean isAlive(RunningAuth.Answer tokens) {
        return auth.get("/api/v1/users/me", tokens.text("/accessToken")).status() == 200;
    }

    @Test
    void givesANewPairForTheSameSession() {
        var login = login();

        var refreshed = refresh(login.text("/refreshToken"));

        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(refreshed.text("/refreshToken")).isNotEqualTo(login.text("/refreshToken"));
        assertThat(refreshed.text("/device/id")).isEqualTo(login.text("/device/id"));
        assertThat(isAlive(refreshed)).isTrue();
        assertThat(isAlive(login)).isTrue();
    }

    @Test
    void givesTheSamePairOnceMoreWhereTheAnswerWasLost() {
        var login = login();
        var first = refresh(login.text("/refreshToken"));
        auth.clock.advance(Duration.ofSeconds(50));

        var again = refresh(login.text("/refreshToken"));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("/accessToken")).isEqualTo(first.text("/accessToken"));
        assertThat(again.text("/refreshToken")).isEqualTo(first.text("/refreshToken"));
        assertThat(again.json().at("/expiresIn").asInt()).isBetween(840, 850);
    }

    @Test
    void endsTheSessionWhereASpentTokenComesAfterItsSuccessorWasUsed() {
        var login = login();
        var second = refresh(login.text("/refreshToken"));
        var third = refresh(second.text("/refreshToken"));

        var reused = refresh(login.text("/refreshToken"));

        assertThat(reused.status()).isEqualTo(401);
        assertThat(reused.code()).isEqualTo("unauthenticated");
        assertThat(isAlive(third)).isFalse();
        assertThat(refresh(third.text("/refreshToken")).status()).isEqualTo(401);
    }

    @Test
    void endsTheSessionWhereASpentTokenComesTooLate() {
        var login = login();
        var second = refresh(login.text("/refreshToken"));
        auth.clock.advance(Duration.ofSeconds(61));

        assertThat(refresh(login.text("/refreshToken")).status()).isEqualTo(401);
        assertThat(isAlive(second)).isFalse();
    }

    @Test
    void recognisesATokenThatWasSpentLongAgo() {
        var login = login();
        String token = login.text("/refreshToken");
        RunningAuth.Answer last = login;
        for (int i = 0; i < 5; i++) {
            last = refresh(last.text("/refreshToken"));
        }

        assertThat(refresh(token).status()).isEqualTo(401);
        assertThat(isAlive(last)).isFalse();
    }

    @Test
    void doesNotEndASessionForATokenThatNobodyEverHad() {
        var login = login();

        assertThat(refresh("dwr_" + "A".repeat(64)).code()).isEqualTo("unauthenticated");
        assertThat(refresh("rubbish").code()).isEqualTo("unauthenticated");
        assertThat(isAlive(login)).isTrue();
    }

    @Test
    void endsWithItsLifetime() {
        var login = login();
        auth.clock.advance(Duration.ofDays(61));

        assertThat(refresh(login.text("/refreshToken")).status()).isEqualTo(401);
    }

    @Test
    void givesOnePairToAllWhoShowATokenAtTheSameTime() throws Exception {
        var login = login();
        String body = login.text("/refreshToken");

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<RunningAuth.Answer>> calls = IntStream.range(0, 12)
                    .<Callable<RunningAuth.Answer>>mapToObj(i -> () -> refresh(body))
                    .toList();
            List<String> pairs = threads.invokeAll(calls).stream()
                    .map(Future::resultNow)
                    .map(answer -> answer.text("/accessToken") + answer.text("/refreshToken"))
                    .distinct()
                    .toList();
            assertThat(pairs).hasSize(1);
        }
        assertThat(isAlive(refresh(body))).isTrue();
    }

    @Test
    void keepsNoTokenInTheDatabaseThatCouldBeUsed() {
        var login = login();
        var refreshed = refresh(login.text("/refreshToken"));

        String hex = "'%" + refreshed.text("/refreshToken") + "%'";
        assertThat(auth.number("SELECT COUNT(*) FROM session WHERE CAST(sealed_pair AS CHAR) LIKE " + hex))
                .isZero();
        assertThat(auth.number("SELECT COUNT(*) FROM session WHERE sealed_pair IS NOT NULL"))
                .isPositive();
    }
}
