package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What administrators and back ends may do.
@ExtendWith(Servers.class)
class AdminIT {

    private static RunningAuth auth;
    private static String admin;

    @BeforeAll
    static void start(MariaDb mariaDb, Redis redis) {
        auth = RunningAuth.start(mariaDb, redis);
        admin = auth.adminToken();
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    private static RunningAuth.Answer users(String body) {
        return auth.post("/api/v1/admin/users:batch", admin, "{\"users\":[" + body + "]}");
    }

    private static RunningAuth.Answer tokens(String body) {
        return auth.post("/api/v1/admin/tokens:batch", admin, body);
    }

    @Test
    void makesAThousandUsersInOrder() {
        String body = IntStream.range(0, 1000)
                .mapToObj(i -> "{\"username\":\"bulk" + (999 - i) + "\",\"externalId\":\"b-" + i + "\"}")
                .collect(Collectors.joining(","));

        var answer = users(body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().at("/users")).hasSize(1000);
        assertThat(answer.text("/users/0/username")).isEqualTo("bulk999");
        assertThat(answer.text("/users/999/externalId")).isEqualTo("b-999");
        long id = Long.parseLong(answer.text("/users/500/id"));
        assertThat(auth.number("SELECT id FROM account WHERE username = 'bulk499'"))
                .isEqualTo(id);
        assertThat(users(body).text()).isEqualTo(answer.text());
    }

    @Test
    void givesTheIdOfAnExistingUsername() {
        String name = auth.newName();
        String id = auth.register(name);

        var answer = users("{\"username\":\"" + name + "\",\"password\":\"another password\"},{\"username\":\""
                + name.toUpperCase() + "\"}");

        assertThat(answer.text("/users/0/id")).isEqualTo(id);
        assertThat(answer.text("/users/1/id")).isEqualTo(id);
        assertThat(answer.json().at("/users/0/externalId").isNull()).isTrue();
        assertThat(auth.login(name).status()).isEqualTo(200);
    }

    @Test
    void makesAllOrNothing() {
        users("{\"username\":\"holder\",\"externalId\":\"taken\"}");
        long before = auth.count("account");

        assertThat(users("{\"username\":\"fresh1\"},{\"username\":\"fresh2\",\"externalId\":\"taken\"}")
                        .code())
                .isEqualTo("conflict");
        assertThat(users("{\"username\":\"fresh1\"},{\"username\":\"no spaces\"}")
                        .code())
                .isEqualTo("bad_frame");
        assertThat(users(
                                "{\"username\":\"fresh1\",\"externalId\":\"e\"},{\"username\":\"fresh2\",\"externalId\":\"e\"}")
                        .code())
                .isEqualTo("conflict");
        assertThat(auth.count("account")).isEqualTo(before);
    }

    @Test
    void letsAUserWithAPasswordSignInAndOneWithoutByTokenOnly() {
        users("{\"username\":\"withpw\",\"password\":\"password of withpw\"},{\"username\":\"nopw\"}");

        assertThat(auth.login("withpw").status()).isEqualTo(200);
        assertThat(auth.login("nopw").code()).isEqualTo("bad_credentials");
    }

    @Test
    void refusesEmptyAndTooLargeBatches() {
        String tooMany = IntStream.range(0, 1001)
                .mapToObj(i -> "{\"username\":\"big" + i + "\"}")
                .collect(Collectors.joining(","));

        assertThat(users("").code()).isEqualTo("bad_frame");
        assertThat(users(tooMany).code()).isEqualTo("bad_frame");
        assertThat(users("null").code()).isEqualTo("bad_frame");
        assertThat(users("{}").code()).isEqualTo("bad_frame");
        assertThat(auth.post("/api/v1/admin/users:batch", admin, "{}").code()).isEqualTo("bad_frame");
    }

    @Test
    void bearsTheSameBatchFromSeveralSidesAtOnce() throws Exception {
        String body = IntStream.range(0, 50)
                .mapToObj(i -> "{\"username\":\"race" + i + "\"}")
                .collect(Collectors.joining(","));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<RunningAuth.Answer>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(() -> users(body));
            }
            List<String> answers = threads.invokeAll(calls).stream()
                    .map(Future::resultNow)
                    .map(RunningAuth.Answer::text)
                    .distinct()
                    .toList();
            assertThat(answers).hasSize(1);
            assertThat(answers.getFirst()).contains("race49");
        }
    }

    @Test
    void givesTokensThatWorkEachOnADeviceOfItsOwn() throws Exception {
        var made = users("{\"username\":\"tok1\"},{\"username\":\"tok2\"}");
        String one = made.text("/users/0/id");
        String two = made.text("/users/1/id");

        var answer = tokens("{\"users\":[\"" + two + "\",\"" + one + "\",\"" + one + "\"]}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text("/tokens/0/user")).isEqualTo(two);
        assertThat(answer.text("/tokens/1/user")).isEqualTo(one);
        assertThat(answer.json().at("/tokens/0/expiresIn").asLong()).isEqualTo(43_200);
        assertThat(auth.get("/api/v1/users/me", answer.text("/tokens/0/accessToken"))
                        .text("/username"))
                .isEqualTo("tok2");
        var first = SignedJWT.parse(answer.text("/tokens/1/accessToken")).getJWTClaimsSet();
        var second = SignedJWT.parse(answer.text("/tokens/2/accessToken")).getJWTClaimsSet();
        assertThat(first.getStringClaim("did")).isNotEqualTo(second.getStringClaim("did"));
        assertThat(first.getStringClaim("sid")).isNotEqualTo(second.getStringClaim("sid"));
        assertThat(first.getIssuer()).isEqualTo("dewberry");
        assertThat(first.getSubject()).isEqualTo(one);
        assertThat(first.getStringClaim("usr")).isEqualTo("tok1");
    }

    @Test
    void givesTokensForAsLongAsAsked() {
        String id = users("{\"username\":\"tok3\"}").text("/users/0/id");

        var answer = tokens("{\"users\":[\"" + id + "\"],\"expiresIn\":600}");

        assertThat(answer.json().at("/tokens/0/expiresIn").asLong()).isEqualTo(600);
        assertThat(tokens("{\"users\":[\"" + id + "\"],\"expiresIn\":1}").code())
                .isEqualTo("bad_frame");
        assertThat(tokens("{\"users\":[\"" + id + "\"],\"expiresIn\":99999999}").code())
                .isEqualTo("bad_frame");
    }

    @Test
    void givesNoTokenAtAllWhereOneUserIsMissing() {
        String id = users("{\"username\":\"tok4\"}").text("/users/0/id");
        long sessions = auth.count("session");

        assertThat(tokens("{\"users\":[\"" + id + "\",\"999999999\"]}").code()).isEqualTo("not_found");
        assertThat(tokens("{\"users\":[\"x\"]}").code()).isEqualTo("bad_frame");
        assertThat(auth.count("session")).isEqualTo(sessions);
    }

    @Test
    void givesTokensForAThousandUsers() {
        String names = IntStream.range(0, 1000)
                .mapToObj(i -> "{\"username\":\"many" + i + "\"}")
                .collect(Collectors.joining(","));
        var made = users(names);
        String ids = IntStream.range(0, 1000)
                .mapToObj(i -> "\"" + made.text("/users/" + i + "/id") + "\"")
                .collect(Collectors.joining(","));

        var answer = tokens("{\"users\":[" + ids + "]}");

        assertThat(answer.json().at("/tokens")).hasSize(1000);
        assertThat(auth.get("/api/v1/users/me", answer.text("/tokens/999/accessToken"))
                        .text("/username"))
                .isEqualTo("many999");
    }

    @Test
    void isForAdministratorsOnly() {
        String user = auth.signedIn(auth.newName());
        for (String path : List.of("/api/v1/admin/users:batch", "/api/v1/admin/tokens:batch")) {
            assertThat(auth.post(path, user, "{\"users\":[]}").code()).isEqualTo("forbidden");
            assertThat(auth.post(path, null, "{\"users\":[]}").code()).isEqualTo("unauthenticated");
        }
        assertThat(auth.get("/api/v1/admin/api-keys", user).code()).isEqualTo("forbidden");
        assertThat(auth.call("PUT", "/api/v1/admin/users/1000/ban", user, null, Map.of())
                        .code())
                .isEqualTo("forbidden");
    }

    @Test
    void tellsHowManyAdministratorsThereAreAndThatAnApiKeyWasMade() {
        double before = metric("dewberry_auth_api_keys_made_total");
        auth.post("/api/v1/admin/api-keys", admin, "{\"name\":\"counted\"}");

        assertThat(metric("dewberry_auth_api_keys_made_total")).isEqualTo(before + 1);
        await().untilAsserted(
                        () -> assertThat(metric("dewberry_auth_administrators")).isEqualTo(1));
    }

    private static double metric(String name) {
        return auth.get("/actuator/prometheus", null)
                .text()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void takesAnApiKeyInTheAdministratorsPlace() {
        var made = auth.post("/api/v1/admin/api-keys", admin, "{\"name\":\"school\"}");
        assertThat(made.status()).isEqualTo(201);
        Map<String, String> key = Map.of("X-Api-Key", made.text("/key"));

        assertThat(auth.call("POST", "/api/v1/admin/users:batch", null, "{\"users\":[{\"username\":\"bykey\"}]}", key)
                        .status())
                .isEqualTo(200);
        assertThat(auth.get("/api/v1/admin/api-keys", admin).text())
                .contains("school")
                .doesNotContain(made.text("/key"));

        String path = "/api/v1/admin/api-keys/" + made.text("/id");
        assertThat(auth.call("DELETE", path, null, null, key).status()).isEqualTo(204);
        assertThat(auth.call("DELETE", path, null, null, key).code()).isEqualTo("unauthenticated");
        assertThat(auth.call("DELETE", path, admin, null, Map.of()).code()).isEqualTo("not_found");
    }

    @Test
    void shutsAUserOutAndLetsHimInAgain() {
        String name = auth.newName();
        String id = auth.register(name);
        String token = auth.login(name).text("/accessToken");
        String path = "/api/v1/admin/users/" + id + "/ban";

        assertThat(auth.call("PUT", path, admin, null, Map.of()).status()).isEqualTo(204);
        assertThat(auth.call("PUT", path, admin, null, Map.of()).status()).isEqualTo(204);
        assertThat(auth.get("/api/v1/users/me", token).code()).isEqualTo("unauthenticated");
        assertThat(auth.login(name).code()).isEqualTo("forbidden");
        assertThat(auth.login(name, "wrong password").code()).isEqualTo("bad_credentials");
        assertThat(tokens("{\"users\":[\"" + id + "\"]}").code()).isEqualTo("forbidden");
        assertThat(auth.number("SELECT COUNT(*) FROM revocation WHERE reason = 'banned'"))
                .isEqualTo(1);

        assertThat(auth.call("DELETE", path, admin, null, Map.of()).status()).isEqualTo(204);
        assertThat(auth.login(name).status()).isEqualTo(200);
        assertThat(auth.call("PUT", "/api/v1/admin/users/999999999/ban", admin, null, Map.of())
                        .code())
                .isEqualTo("not_found");
    }
}
