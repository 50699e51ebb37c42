package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.dewberry.testsupport.LocalMariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/// What those who sign in see while MariaDB is dead or does not answer, and after it is back. The server is this
/// test's own.
@ExtendWith({Servers.class, OutputCaptureExtension.class})
class DatabaseAwayIT {

    /// A client is answered within 10 s; the gateway and the way to it need a little of that.
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private static final LocalMariaDb SERVER = new LocalMariaDb();
    private static RunningAuth auth;

    private String username;
    private String accessToken;
    private String refreshToken;

    @BeforeAll
    static void start(Redis redis) {
        SERVER.start();
        // Housekeeping meets the outage too.
        auth = RunningAuth.start(SERVER, redis, "dewberry.auth.key.check-every=1s");
    }

    @AfterAll
    static void stop() {
        auth.close();
        SERVER.kill();
    }

    @BeforeEach
    void signIn() {
        username = auth.newName();
        auth.register(username);
        RunningAuth.Answer login = auth.login(username);
        accessToken = login.text("/accessToken");
        refreshToken = login.text("/refreshToken");
    }

    @AfterEach
    void bringBack() throws Exception {
        SERVER.start();
        signal("CONT");
    }

    @Test
    void whileItIsDeadEverybodyIsToldToComeAgain(CapturedOutput output) throws Exception {
        SERVER.kill();

        assertEverybodyIsToldToComeAgain();
        assertThatTokensStayGood();
        // All instances share the database: none would be left to say `busy`.
        assertThat(auth.ready()).isTrue();

        SERVER.start();

        assertThatAllIsWell();
        assertThatNothingWasGivenAway(output);
    }

    @Test
    void whileItDoesNotAnswerEverybodyIsToldToComeAgain(CapturedOutput output) throws Exception {
        signal("STOP");

        assertEverybodyIsToldToComeAgain();
        assertThatTokensStayGood();

        signal("CONT");

        assertThatAllIsWell();
        assertThatNothingWasGivenAway(output);
    }

    @Test
    void aRestartBetweenTwoRequestsIsNotNoticed() {
        // More than the pool holds connections.
        atOnce(Collections.nCopies(
                32,
                () -> assertThat(auth.get("/api/v1/users/me", accessToken).status())
                        .isEqualTo(200)));
        SERVER.kill();
        SERVER.start();

        assertThat(auth.login(username).status()).isEqualTo(200);
        assertThat(refresh().status()).isEqualTo(200);
    }

    private void assertEverybodyIsToldToComeAgain() {
        List<Supplier<RunningAuth.Answer>> requests = List.of(
                () -> auth.login(username),
                () -> auth.login(username, "not the password of " + username),
                () -> auth.login("nobody", "not a password either"),
                this::refresh,
                () -> auth.post("/api/v1/auth/register", null, """
                        {"username":"late","password":"password of late"}"""),
                () -> auth.get("/api/v1/users/me", accessToken),
                () -> auth.post("/api/v1/auth/logout", accessToken, ""));
        atOnce(requests.stream()
                .<Runnable>map(request -> () -> assertToldToComeAgain(request))
                .toList());
    }

    private void assertToldToComeAgain(Supplier<RunningAuth.Answer> request) {
        long before = System.nanoTime();
        RunningAuth.Answer answer = request.get();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LONGEST);
        assertThat(answer.status()).as(answer.text()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("busy");
        assertThat(answer.json().path("retryAfterMs").asInt()).isPositive();
        assertThat(answer.headers()).containsKey("retry-after");
        assertThat(answer.text())
                .doesNotContain("Exception", "127.0.0.1", auth.database.name(), auth.database.password());
    }

    private static void atOnce(List<Runnable> work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            work.stream()
                    .map(one -> CompletableFuture.runAsync(one, threads))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
    }

    private void assertThatTokensStayGood() throws Exception {
        RunningAuth.Answer keys = auth.get("/internal/v1/jwks", null);
        assertThat(keys.status()).isEqualTo(200);
        SignedJWT jwt = SignedJWT.parse(accessToken);
        ECKey key =
                (ECKey) JWKSet.parse(keys.text()).getKeyByKeyId(jwt.getHeader().getKeyID());
        assertThat(jwt.verify(new ECDSAVerifier(key))).isTrue();
    }

    private void assertThatAllIsWell() {
        // By itself, and soon: at the first try for who was not in the middle of something.
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> auth.login(username).status() == 200);
        // Who was told `busy` still has his token.
        RunningAuth.Answer refreshed = refresh();
        assertThat(refreshed.status()).as(refreshed.text()).isEqualTo(200);
        assertThat(auth.get("/api/v1/users/me", refreshed.text("/accessToken")).status())
                .isEqualTo(200);
        assertThat(auth.signedIn(auth.newName())).isNotEmpty();
    }

    private void assertThatNothingWasGivenAway(CapturedOutput output) {
        assertThat(output.getAll())
                .doesNotContain(
                        "password of " + username,
                        auth.database.password(),
                        auth.database.ownerPassword(),
                        accessToken,
                        refreshToken,
                        "\tat ");
    }

    private RunningAuth.Answer refresh() {
        return auth.post("/api/v1/auth/refresh", null, "{\"refreshToken\":\"" + refreshToken + "\"}");
    }

    private static void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(SERVER.pid()))
                .start()
                .waitFor();
    }
}
