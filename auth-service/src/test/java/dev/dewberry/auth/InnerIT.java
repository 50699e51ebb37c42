package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.dewberry.auth.key.KeyRotation;
import dev.dewberry.auth.session.Purge;
import dev.dewberry.platform.security.SecurityProperties;
import dev.dewberry.platform.security.ServiceTokens;
import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the other services ask: keys, revocations, existing users.
@ExtendWith(Servers.class)
class InnerIT {

    private RunningAuth auth;
    private Redis redis;
    private Database database;

    @BeforeEach
    void start(MariaDb mariaDb, Redis redis) {
        this.redis = redis;
        redis.freshUri();
        database = mariaDb.createDatabase("auth");
        auth = RunningAuth.start(database, redis, new TestClock());
    }

    @AfterEach
    void stop() {
        auth.close();
    }

    private String serviceToken() {
        return new ServiceTokens("gateway", new SecurityProperties(RunningAuth.SERVICE_KEY), auth.clock).issue("auth");
    }

    private static boolean verifies(String jwks, String token) throws Exception {
        SignedJWT jwt = SignedJWT.parse(token);
        ECKey key = (ECKey) JWKSet.parse(jwks).getKeyByKeyId(jwt.getHeader().getKeyID());
        return key != null && jwt.verify(new ECDSAVerifier(key));
    }

    @Test
    void publishesItsPublicKeysByHttpAndInRedis() throws Exception {
        String token = auth.adminToken();

        String jwks = auth.get("/internal/v1/jwks", null).text();

        assertThat(verifies(jwks, token)).isTrue();
        assertThat(jwks).doesNotContain("\"d\":");
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                redis.<String>call((RedisCommands<String, String> commands) -> commands.get("dw:jwks")))
                        .isEqualTo(jwks));
    }

    @Test
    void publishesAKeyBeforeItSignsAndKeepsTheOldOneUntilItsTokensEnded() throws Exception {
        KeyRotation rotation = auth.bean(KeyRotation.class);
        String old = auth.adminToken();

        auth.clock.advance(Duration.ofDays(30).minusMinutes(30));
        rotation.check().block();
        String ahead = auth.get("/internal/v1/jwks", null).text();
        assertThat(JWKSet.parse(ahead).getKeys()).hasSize(2);
        assertThat(keyOf(auth.adminToken())).isEqualTo(keyOf(old));

        auth.clock.advance(Duration.ofHours(1));
        String young = auth.adminToken();
        assertThat(keyOf(young)).isNotEqualTo(keyOf(old));
        assertThat(verifies(ahead, young)).isTrue();
        assertThat(auth.get("/api/v1/users/me", young).status()).isEqualTo(200);

        auth.clock.advance(Duration.ofDays(9));
        rotation.check().block();
        assertThat(JWKSet.parse(auth.get("/internal/v1/jwks", null).text()).getKeys())
                .hasSize(1);
    }

    private static String keyOf(String token) throws Exception {
        return SignedJWT.parse(token).getHeader().getKeyID();
    }

    @Test
    void keepsItsKeysOverARestartAndSharesThemWithAnotherInstance() {
        String token = auth.adminToken();

        try (RunningAuth other = RunningAuth.start(database, redis, auth.clock)) {
            assertThat(other.get("/api/v1/users/me", token).status()).isEqualTo(200);
            assertThat(other.get("/internal/v1/jwks", null).text())
                    .isEqualTo(auth.get("/internal/v1/jwks", null).text());
            assertThat(auth.count("account")).isEqualTo(1);
        }
    }

    @Test
    void refusesInnerCallsWithoutAServiceToken() {
        String admin = auth.adminToken();

        assertThat(auth.get("/internal/v1/revocations?after=0", null).code()).isEqualTo("unauthenticated");
        assertThat(auth.get("/internal/v1/revocations?after=0", admin).status()).isEqualTo(401);
        assertThat(auth.post("/internal/v1/users/existing", admin, "{\"ids\":[]}")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void listsRevokedSessionsInRisingOrderForAsLongAsTheirTokensMayLive() throws Exception {
        String name = auth.newName();
        auth.register(name);
        String first = auth.login(name).text("/accessToken");
        String second = auth.login(name).text("/accessToken");
        auth.post("/api/v1/auth/logout", first, null);

        var one = auth.get("/internal/v1/revocations?after=0", serviceToken());
        assertThat(one.json().at("/sessions")).hasSize(1);
        assertThat(one.text("/sessions/0/session"))
                .isEqualTo(SignedJWT.parse(first).getJWTClaimsSet().getStringClaim("sid"));
        assertThat(one.text("/sessions/0/reason")).isEqualTo("revoked");
        long last = one.json().at("/last").asLong();

        assertThat(auth.get("/internal/v1/revocations?after=" + last, serviceToken())
                        .text())
                .isEqualTo("{\"last\":" + last + ",\"sessions\":[]}");
        auth.post("/api/v1/auth/logout", second, null);
        assertThat(auth.get("/internal/v1/revocations?after=" + last, serviceToken())
                        .json()
                        .at("/sessions"))
                .hasSize(1);
        assertThat(auth.get("/internal/v1/revocations?after=99999", serviceToken())
                        .json()
                        .at("/sessions"))
                .hasSize(2);

        auth.clock.advance(Duration.ofHours(2));
        assertThat(auth.get("/internal/v1/revocations?after=0", serviceToken())
                        .json()
                        .at("/sessions"))
                .isEmpty();
        auth.bean(Purge.class).run().block();
        assertThat(auth.count("revocation")).isZero();
    }

    @Test
    void removesSessionsAndDevicesThatRanOut() {
        auth.signedIn(auth.newName());
        assertThat(auth.count("session")).isPositive();

        auth.clock.advance(Duration.ofDays(61));
        auth.bean(Purge.class).run().block();
        assertThat(auth.count("session")).isZero();
        assertThat(auth.count("device")).isPositive();

        auth.clock.advance(Duration.ofDays(91));
        auth.bean(Purge.class).run().block();
        assertThat(auth.count("device")).isZero();
    }

    @Test
    void saysWhichUsersExist() {
        String one = auth.register(auth.newName());
        String two = auth.register(auth.newName());

        var answer = auth.post("/internal/v1/users/existing", serviceToken(), """
                {"ids":["%s","999999999","%s","%s"]}""".formatted(one, two, one));

        assertThat(answer.text()).isEqualTo("{\"ids\":[\"%s\",\"%s\"]}".formatted(one, two));
        assertThat(auth.post("/internal/v1/users/existing", serviceToken(), "{\"ids\":[]}")
                        .text())
                .isEqualTo("{\"ids\":[]}");
    }

    @Test
    void looksForUpTo5000UsersAtOnce() {
        String ids =
                IntStream.range(0, 5000).mapToObj(i -> "\"" + (i + 1) + "\"").collect(Collectors.joining(","));

        assertThat(auth.post("/internal/v1/users/existing", serviceToken(), "{\"ids\":[" + ids + "]}")
                        .status())
                .isEqualTo(200);
        assertThat(auth.post("/internal/v1/users/existing", serviceToken(), "{\"ids\":[" + ids + ",\"9999\"]}")
                        .code())
                .isEqualTo("bad_frame");
    }

    @Test
    void servesWithoutRedis() {
        redis.kill();
        try {
            assertThat(Objects.requireNonNull(auth.signedIn(auth.newName()))).isNotBlank();
            assertThat(auth.get("/actuator/health/readiness", null).status()).isEqualTo(200);
        } finally {
            redis.start();
        }
    }
}
