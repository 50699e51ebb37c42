package dev.dewberry.setup.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.setup.log.Log;
import dev.dewberry.setup.secret.SecretStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SecretsInClusterIT {

    @TempDir
    Path account;

    private KubernetesStandIn kubernetes;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private Clock clock = Clock.systemUTC();

    @BeforeEach
    void start() throws IOException {
        kubernetes = new KubernetesStandIn(account);
    }

    @AfterEach
    void stop() {
        kubernetes.close();
    }

    @Test
    void aFirstRunMakesEverything() {
        assertThat(run()).isTrue();
        assertThat(kubernetes.secrets)
                .containsOnlyKeys(
                        "berry-admin",
                        "berry-auth",
                        "berry-ca",
                        "berry-gateway",
                        "berry-mariadb",
                        "berry-message",
                        "berry-presence",
                        "berry-redis",
                        "berry-storage",
                        "berry-tls");
        assertThat(keys("berry-gateway"))
                .containsExactlyInAnyOrder("dewberry.bus.uri", "dewberry.security.service-key");
        assertThat(keys("berry-auth"))
                .containsExactlyInAnyOrder(
                        "dewberry.bus.uri",
                        "dewberry.security.service-key",
                        "dewberry.database.username",
                        "dewberry.database.password",
                        "dewberry.database.owner-username",
                        "dewberry.database.owner-password",
                        "dewberry.admin.username",
                        "dewberry.admin.password");
        assertThat(keys("berry-tls")).containsExactlyInAnyOrder("tls.crt", "tls.key", "ca.crt");
        assertThat(kubernetes.secrets.get("berry-tls").path("type").stringValue())
                .isEqualTo("kubernetes.io/tls");
    }

    @Test
    void whatBelongsTogetherFits() {
        run();
        assertThat(kubernetes.text("berry-storage", "dewberry.bus.uri"))
                .isEqualTo(
                        "redis://storage:" + kubernetes.text("berry-redis", "storage-password") + "@berry-redis:6379");
        assertThat(kubernetes.text("berry-storage", "dewberry.database.owner-password"))
                .isEqualTo(kubernetes.text("berry-mariadb", "storage-owner-password"));
        assertThat(kubernetes.text("berry-auth", "dewberry.admin.password"))
                .isEqualTo(kubernetes.text("berry-admin", "password"));
        assertThat(List.of("auth", "storage", "message", "presence", "gateway"))
                .extracting(service -> kubernetes.text("berry-" + service, "dewberry.security.service-key"))
                .containsOnly(kubernetes.text("berry-auth", "dewberry.security.service-key"));
        assertThat(Base64.getDecoder().decode(kubernetes.text("berry-auth", "dewberry.security.service-key")))
                .hasSize(32);
        assertThat(kubernetes.text("berry-tls", "ca.crt")).isEqualTo(kubernetes.text("berry-ca", "ca.crt"));
    }

    @Test
    void noTwoPasswordsAreTheSame() {
        run();
        List<String> passwords = Stream.of("berry-mariadb", "berry-redis")
                .flatMap(secret -> keys(secret).stream()
                        .filter(key -> key.endsWith("password"))
                        .map(key -> kubernetes.text(secret, key)))
                .toList();
        assertThat(passwords).hasSize(13).doesNotHaveDuplicates().allMatch(password -> password.length() == 32);
    }

    @Test
    void aSecondRunWritesNothing() {
        run();
        kubernetes.writes.clear();
        assertThat(run()).isTrue();
        assertThat(kubernetes.writes).isEmpty();
    }

    @Test
    void runsAtTheSameTimeEndAlike() throws Exception {
        for (int round = 0; round < 5; round++) {
            kubernetes.secrets.clear();
            CyclicBarrier together = new CyclicBarrier(4);
            Callable<Boolean> run = () -> {
                together.await();
                return run();
            };
            try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
                for (Future<Boolean> result : threads.invokeAll(List.of(run, run, run, run))) {
                    assertThat(result.get()).isTrue();
                }
            }
            whatBelongsTogetherFits();
        }
    }

    @Test
    void whatSomebodyElseMadeIsUsedAndNotChanged() {
        kubernetes.put("berry-admin", Map.of("username", "boss", "password", "chosen by hand"));
        JsonNode before = kubernetes.secrets.get("berry-admin").deepCopy();
        assertThat(run()).isTrue();
        assertThat(kubernetes.secrets.get("berry-admin")).isEqualTo(before);
        assertThat(kubernetes.text("berry-auth", "dewberry.admin.username")).isEqualTo("boss");
        assertThat(kubernetes.text("berry-auth", "dewberry.admin.password")).isEqualTo("chosen by hand");
    }

    @Test
    void aKeyThatSomebodyElsesLacksIsReportedAndTheRestIsMade() {
        kubernetes.put("berry-gateway", Map.of("dewberry.bus.uri", "redis://elsewhere"));
        assertThat(run()).isFalse();
        assertThat(keys("berry-gateway")).containsExactly("dewberry.bus.uri");
        assertThat(kubernetes.secrets).containsKeys("berry-auth", "berry-tls");
        assertThat(log()).contains("\"secret\":\"berry-gateway\"", "\"key\":\"dewberry.security.service-key\"");
    }

    @Test
    void aKeyThatOursLacksIsAddedAndTheOthersAreLeftAlone() {
        run();
        Map<String, String> before = values("berry-storage");
        data("berry-storage").remove("dewberry.database.owner-password");
        kubernetes.writes.clear();
        assertThat(run()).isTrue();
        assertThat(values("berry-storage")).isEqualTo(before);
        assertThat(kubernetes.writes).containsExactly("patch berry-storage");
    }

    @Test
    void theUsersOfRedisFollowTheRelease() {
        run();
        String users = kubernetes.text("berry-redis", "users.acl");
        data("berry-redis")
                .put("users.acl", Base64.getEncoder().encodeToString("user old on".getBytes(StandardCharsets.UTF_8)));
        run();
        assertThat(kubernetes.text("berry-redis", "users.acl")).isEqualTo(users);
    }

    @Test
    void whatIsGoneIsMadeAgainOfWhatTheOthersKnow() {
        run();
        Map<String, String> redis = values("berry-redis");
        Map<String, String> storage = values("berry-storage");
        redis.remove("probe-password");
        redis.remove("users.acl");
        kubernetes.secrets.remove("berry-redis");
        assertThat(run()).isTrue();
        kubernetes.secrets.remove("berry-storage");
        assertThat(run()).isTrue();
        assertThat(values("berry-redis")).containsAllEntriesOf(redis);
        assertThat(values("berry-storage")).isEqualTo(storage);
    }

    @Test
    void theCertificateIsRenewedBeforeItEndsAndNothingElseIs() {
        run();
        Map<String, String> before = values("berry-tls");
        Map<String, String> authority = values("berry-ca");
        kubernetes.writes.clear();
        clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(334));
        run();
        assertThat(kubernetes.writes).isEmpty();
        clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(336));
        run();
        assertThat(kubernetes.writes).containsExactly("patch berry-tls");
        assertThat(values("berry-tls")).doesNotContainEntry("tls.crt", before.get("tls.crt"));
        assertThat(values("berry-ca")).isEqualTo(authority);
    }

    @Test
    void anOwnersCertificateIsNeverTouched() {
        kubernetes.put("berry-tls", Map.of("tls.crt", "mine", "tls.key", "mine too"));
        assertThat(run()).isTrue();
        assertThat(values("berry-tls")).containsOnly(Map.entry("tls.crt", "mine"), Map.entry("tls.key", "mine too"));
    }

    @Test
    void aBrokenAuthorityIsReportedAndNotReplaced() {
        kubernetes.put("berry-ca", Map.of("ca.crt", "broken", "ca.key", "broken"));
        assertThat(run()).isFalse();
        assertThat(kubernetes.secrets).doesNotContainKey("berry-tls").containsKey("berry-auth");
    }

    @Test
    void noSecretGetsIntoTheLog() {
        run();
        kubernetes.secrets.remove("berry-redis");
        data("berry-storage").remove("dewberry.bus.uri");
        run();
        List<String> values = new ArrayList<>();
        kubernetes
                .secrets
                .keySet()
                .forEach(secret -> values.addAll(values(secret).values()));
        values.removeIf(value -> value.startsWith("dewberry_") || value.equals("admin"));
        assertThat(values).hasSizeGreaterThan(30);
        assertThat(values)
                .noneMatch(value -> log().contains(value)
                        || log().contains(value.lines().toList().getLast()));
        assertThat(log().lines()).allMatch(line -> line.startsWith("{\"@timestamp\":"));
    }

    @Test
    void anApiThatIsAwayForAMomentIsAskedAgain() {
        kubernetes.failures.set(2);
        assertThat(run()).isTrue();
    }

    @Test
    void aRefusalIsSaidInTheApisWords() throws IOException {
        Files.writeString(account.resolve("token"), "another");
        assertThatThrownBy(this::run)
                .isInstanceOf(SecretStore.Unavailable.class)
                .hasMessageContaining("401")
                .hasMessageContaining("Unauthorized");
    }

    private boolean run() {
        Log log = new Log(new PrintStream(output, true, StandardCharsets.UTF_8));
        return new SecretsCommand(kubernetes.environment(), clock, new SecureRandom(), log)
                .inCluster(new Cluster(account, kubernetes.environment()));
    }

    private String log() {
        return output.toString(StandardCharsets.UTF_8);
    }

    private ObjectNode data(String secret) {
        return (ObjectNode) kubernetes.secrets.get(secret).path("data");
    }

    private List<String> keys(String secret) {
        return List.copyOf(data(secret).propertyNames());
    }

    private Map<String, String> values(String secret) {
        Map<String, String> values = new TreeMap<>();
        keys(secret).forEach(key -> values.put(key, kubernetes.text(secret, key)));
        return values;
    }
}
