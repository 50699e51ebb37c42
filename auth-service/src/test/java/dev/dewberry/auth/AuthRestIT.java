package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Registering, signing in and out, as a client sees it.
@ExtendWith(Servers.class)
class AuthRestIT {

    private static RunningAuth auth;

    @BeforeAll
    static void start(MariaDb mariaDb, Redis redis) {
        auth = RunningAuth.start(mariaDb, redis);
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    @Test
    void registersAUserWithAnIdFrom1000OnAndALoweredUsername() {
        String name = auth.newName();

        var answer = auth.post("/api/v1/auth/register", null, """
                {"username":"%s","password":"long enough","displayName":"Änn \uD83D\uDE00","unknown":1}""".formatted(name.toUpperCase()));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("/user/username")).isEqualTo(name);
        assertThat(answer.text("/user/displayName")).isEqualTo("Änn \uD83D\uDE00");
        assertThat(Long.parseLong(answer.text("/user/id"))).isGreaterThanOrEqualTo(1000);
    }

    @Test
    void refusesAUsernameThatIsTaken() {
        String name = auth.newName();
        auth.register(name);

        var answer = auth.post("/api/v1/auth/register", null, """
                {"username":"%s","password":"long enough"}""".formatted(name));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("username_taken");
        assertThat(answer.headers().get("content-type").getFirst()).startsWith("application/problem+json");
    }

    @Test
    void refusesFieldsThatAreMissingOrWrong() {
        assertBadFrame("{\"username\":\"ab\",\"password\":\"long enough\"}");
        assertBadFrame("{\"username\":\"has space\",\"password\":\"long enough\"}");
        assertBadFrame("{\"username\":\"fine\",\"password\":\"short\"}");
        assertBadFrame("{\"username\":\"fine\"}");
        assertBadFrame("{\"username\":\"fine\",\"password\":\"long enough\",\"displayName\":\"\"}");
        assertBadFrame("{\"username\":");
        assertBadFrame("[]");
    }

    private static void assertBadFrame(String body) {
        var answer = auth.post("/api/v1/auth/register", null, body);
        assertThat(answer.status()).as(body).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("bad_frame");
    }

    @Test
    void signsInWithTokensAndADevice() {
        String name = auth.newName();
        String id = auth.register(name);

        var answer = auth.login(name);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/expiresIn").asInt()).isBetween(890, 900);
        assertThat(answer.text("/user/id")).isEqualTo(id);
        assertThat(answer.text("/device/id")).matches("[1-9][0-9]*");
        assertThat(answer.text("/refreshToken")).isNotBlank();
        assertThat(auth.get("/api/v1/users/me", answer.text("/accessToken")).text("/username"))
                .isEqualTo(name);
    }

    @Test
    void takesAUsernameInUpperCaseAtTheSignIn() {
        String name = auth.newName();
        auth.register(name);

        assertThat(auth.login(name.toUpperCase(), "password of " + name).status())
                .isEqualTo(200);
    }

    @Test
    void tellsAWrongPasswordAndAnUnknownUserTheSame() {
        String name = auth.newName();
        auth.register(name);

        var wrong = auth.login(name, "wrong password");
        var unknown = auth.login("nobody-here", "wrong password");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("bad_credentials");
        assertThat(unknown.text()).isEqualTo(wrong.text());
    }

    @Test
    void wantsADeviceAtTheSignIn() {
        var answer = auth.post("/api/v1/auth/login", null, "{\"username\":\"root\",\"password\":\"x\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("bad_frame");
    }

    @Test
    void endsTheSessionAtTheSignOut() {
        String name = auth.newName();
        auth.register(name);
        var login = auth.login(name);
        String token = login.text("/accessToken");

        var answer = auth.post("/api/v1/auth/logout", token, null);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(auth.get("/api/v1/users/me", token).code()).isEqualTo("unauthenticated");
        assertThat(auth.post("/api/v1/auth/refresh", null, """
                {"refreshToken":"%s"}""".formatted(login.text("/refreshToken")))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refusesCallsWithoutAGoodToken() {
        for (String token : new String[] {null, "", "rubbish", "a.b.c"}) {
            var answer = auth.get("/api/v1/users/me", token);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("unauthenticated");
        }
        assertThat(auth.post("/api/v1/auth/logout", null, null).status()).isEqualTo(401);
    }

    @Test
    void answersUnknownRoutesAndMethodsWithAProblem() {
        var route = auth.get("/api/v1/nothing", null);
        var method = auth.get("/api/v1/auth/login", null);

        assertThat(route.status()).isEqualTo(404);
        assertThat(route.code()).isEqualTo("not_found");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.code()).isEqualTo("unsupported");
        assertThat(method.text()).doesNotContain("Exception");
    }

    @Test
    void refusesABodyOverOneMebibyte() {
        var answer = auth.post("/api/v1/auth/register", null, """
                {"username":"fine","password":"%s"}""".formatted("x".repeat(1_100_000)));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("too_large");
    }

    @Test
    void makesTheConfiguredAdministrator() {
        var answer = auth.login("root", RunningAuth.ADMIN_PASSWORD);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/user/roles/0").asString()).isEqualTo("admin");
    }

    @Test
    void countsSignInsAndDoesNotShowTheEnvironment() {
        auth.login("root", RunningAuth.ADMIN_PASSWORD);

        assertThat(auth.get("/actuator/prometheus", null).text())
                .contains("dewberry_auth_logins_total")
                .contains("dewberry_auth_password_hash_seconds_count");
        assertThat(auth.call("GET", "/actuator/env", null, null, Map.of()).status())
                .isEqualTo(404);
        assertThat(auth.get("/actuator/health/liveness", null).status()).isEqualTo(200);
    }
}
