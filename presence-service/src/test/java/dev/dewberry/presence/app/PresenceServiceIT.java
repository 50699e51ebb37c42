package dev.dewberry.presence.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.PartitionLeases;
import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// The service as a whole, between simulated gateways, with a real Redis and a real MariaDB.
@ExtendWith(Servers.class)
class PresenceServiceIT {

    private Database database;
    private Redis redis;
    private String busUri;
    private RunningPresence presence;

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(15));
        Awaitility.setDefaultPollInterval(Duration.ofMillis(50));
    }

    @BeforeEach
    void start(MariaDb mariaDb, Redis anyRedis) {
        redis = anyRedis;
        busUri = redis.freshUri();
        database = mariaDb.createDatabase("presence");
        presence = new RunningPresence(busUri, database);
        await().until(() -> !presence.bean(PartitionLeases.class).held().isEmpty());
    }

    @AfterEach
    void stop() {
        presence.close();
    }

    @Test
    void aUserWhoConnectsIsAnnouncedOnEveryGatewayAndFound() {
        try (SimulatedGateway a = new SimulatedGateway(redis, "a");
                SimulatedGateway b = new SimulatedGateway(redis, "b")) {
            a.user("1", "online", null);
            // At once: the route is written before anything else.
            assertThat(presence.statusOf("1")).isEqualTo("online");
            await().until(() -> a.told().contains("1 online") && b.told().contains("1 online"));

            a.user("1", "away", "lunch");
            await().until(() -> b.told().contains("1 away"));
            JsonNode item = presence.ask("1");
            assertThat(item.get("status").stringValue()).isEqualTo("away");
            assertThat(item.get("text").stringValue()).isEqualTo("lunch");
            assertThat(item.get("lastSeen").longValue()).isCloseTo(System.currentTimeMillis(), within(5_000));

            a.user("1", "offline", null);
            await().until(() -> b.told().contains("1 offline"));
            item = presence.ask("1");
            assertThat(item.get("status").stringValue()).isEqualTo("offline");
            assertThat(item.get("lastSeen").longValue()).isCloseTo(System.currentTimeMillis(), within(10_000));
            assertThat(item.has("text")).isFalse();
            // What is done is no longer in the stream.
            await().until(() -> redis.call(commands -> commands.xlen(BusKeys.PRESENCE_REPORTS)) == 0);
        }
    }

    @Test
    void aShortReconnectIsNoFlicker() throws InterruptedException {
        try (SimulatedGateway a = new SimulatedGateway(redis, "a");
                SimulatedGateway b = new SimulatedGateway(redis, "b")) {
            a.user("1", "online", null);
            await().until(() -> a.told().contains("1 online"));
            a.user("1", "offline", null);
            assertThat(presence.statusOf("1")).isEqualTo("online");
            b.user("1", "online", null);

            // Longer than the grace.
            Thread.sleep(1_500);
            assertThat(a.told()).doesNotContain("1 offline");
        }
    }

    @Test
    void theUsersOfADeadGatewayGoOfflineUnlessTheyAreOnAnother() {
        try (SimulatedGateway b = new SimulatedGateway(redis, "b")) {
            SimulatedGateway a = new SimulatedGateway(redis, "a");
            a.user("1", "online", null);
            a.user("2", "online", null);
            b.user("2", "away", null);
            await().until(() -> b.told().containsAll(List.of("1 online", "2 online")));

            a.close();

            await().atMost(Duration.ofSeconds(6)).until(() -> b.told().contains("1 offline"));
            await().until(() -> b.told().contains("2 away"));
            assertThat(b.told()).doesNotContain("2 offline");
            assertThat(presence.statusOf("1")).isEqualTo("offline");
            assertThat(presence.ask("1").get("lastSeen").isNull()).isFalse();
        }
    }

    @Test
    void theNextStartFindsWhoIsThereAndWhoLeft() {
        try (SimulatedGateway a = new SimulatedGateway(redis, "a")) {
            a.user("1", "online", null);
            a.user("2", "online", "at work");
            await().until(() -> a.told().containsAll(List.of("1 online", "2 online")));

            presence.close();
            a.user("1", "offline", null);
            a.user("3", "online", null);
            presence = new RunningPresence(busUri, database);

            await().until(() -> a.told().containsAll(List.of("1 offline", "3 online")));
            assertThat(presence.statusOf("2")).isEqualTo("online");
            assertThat(presence.ask("2").get("text").stringValue()).isEqualTo("at work");
        }
    }

    @Test
    void aWipedRedisIsFilledAgainFromTheGateways() {
        try (SimulatedGateway a = new SimulatedGateway(redis, "a")) {
            a.user("1", "online", null);
            await().until(() -> a.told().contains("1 online"));

            redis.restartEmpty();

            await().until(() -> redis.call(commands -> commands.hexists("dw:{presence}:shown", "1")));
            await().ignoreExceptions().until(() -> presence.statusOf("1").equals("online"));
            await().until(() -> {
                a.user("2", "online", null);
                return a.told().contains("2 online");
            });
            assertThat(a.told()).doesNotContain("1 offline");
        }
    }

    @Test
    void ofTwoInstancesBothAnswerAndOneTakesOver() {
        try (SimulatedGateway a = new SimulatedGateway(redis, "a");
                RunningPresence second = new RunningPresence(busUri, database)) {
            a.user("1", "online", null);
            await().until(() -> a.told().contains("1 online"));
            assertThat(second.statusOf("1")).isEqualTo("online");
            assertThat(second.bean(PartitionLeases.class).held()).isEmpty();

            presence.close();

            await().until(() -> !second.bean(PartitionLeases.class).held().isEmpty());
            a.user("1", "offline", null);
            await().until(() -> a.told().contains("1 offline"));
        }
    }

    @Test
    void messagesComeBeforePresence() {
        try (SimulatedGateway a = new SimulatedGateway(redis, "a");
                SimulatedGateway b = new SimulatedGateway(redis, "b")) {
            // A gateway that does not read: its stream holds more than presence may use.
            String ballast = "x".repeat(100_000);
            for (int i = 0; i < 25; i++) {
                redis.call(commands -> commands.xadd("ballast", Map.of("r", ballast)));
            }
            redis.call(commands -> commands.rename("ballast", BusKeys.deliveries("a")));
            for (int user = 1; user <= 20; user++) {
                String id = Integer.toString(user);
                a.user(id, "online", null);
                await().until(() -> b.told().contains(id + " online"));
            }
            // The first ones slip through before the writer has measured the stream.
            assertThat(entriesOf("a")).isLessThan(45);

            redis.call(commands -> commands.del(BusKeys.deliveries("a")));

            await().until(() -> a.told().contains("20 online"));
        }
    }

    private long entriesOf(String gateway) {
        return redis.call(commands -> commands.xlen(BusKeys.deliveries(gateway)));
    }

    @Test
    void onlyServicesMayAskAndOnlyForSoMany() {
        assertThat(presence.query("nonsense", "{\"user\":\"9\",\"users\":[]}").statusCode())
                .isEqualTo(401);
        assertThat(presence.query(presence.token(), "nonsense").statusCode()).isEqualTo(400);
        assertThat(presence.query(presence.token(), "{\"user\":\"9\",\"users\":[\"0\"]}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(presence.query(presence.token(), "{}").body()).contains("\"code\":\"bad_frame\"");
        String tooMany = "\"7\",".repeat(500) + "\"7\"";
        assertThat(presence.query(presence.token(), "{\"user\":\"9\",\"users\":[" + tooMany + "]}")
                        .statusCode())
                .isEqualTo(400);
        String one = "{\"user\":\"9\",\"users\":[\"12345\"]}";
        String answer = "{\"items\":[{\"user\":\"12345\",\"status\":\"offline\",\"lastSeen\":null}]}";
        assertThat(presence.query(presence.token(), one + "\n" + one).body()).isEqualTo(answer + "\n" + answer);
        assertThat(presence.query(presence.token(), one + "\nnonsense").statusCode())
                .isEqualTo(400);
        assertThat(presence.query(presence.token(), "\n".repeat(1000)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void itSaysThatItIsReadyAndWhatItDoes() {
        assertThat(presence.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(presence.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        await().until(() -> presence.get("/actuator/prometheus")
                .body()
                .contains("dewberry_presence_keeper{service=\"presence\"} 1.0"));
        assertThat(presence.get("/actuator/prometheus").body())
                .contains(
                        "dewberry_presence_users", "dewberry_presence_seen_waiting", "dewberry_presence_dropped_total");
    }

    private static org.assertj.core.data.Offset<Long> within(long millis) {
        return org.assertj.core.data.Offset.offset(millis);
    }
}
