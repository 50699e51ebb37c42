package dev.dewberry.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.BoardClock;
import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.Role;
import dev.dewberry.systemtests.cluster.Setup;
import dev.dewberry.systemtests.cluster.User;
import dev.dewberry.systemtests.traffic.Traffic;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The clock of the board is set while everything runs, or wrong when it starts: a Raspberry Pi has none of its own.
/// The
/// system is installed in 1970, and everything else happens after the first jump to now.
class ClockIT {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TEN_YEARS = Duration.ofDays(3652);
    private static final Duration GOES_ON = Duration.ofSeconds(15);
    /// For what is done every second to be done.
    private static final Duration A_WHILE = Duration.ofMillis(2500);

    private static DewberryCluster cluster;
    private static BoardClock clock;
    private static Resident pioneer;

    @BeforeAll
    static void installIn1970() throws SQLException {
        cluster = DewberryCluster.shared(Setup.BOARD);
        clock = cluster.clock();
        assertThat(clockOfTheStores()).allMatch(now -> now.isBefore(Instant.ofEpochSecond(3600)));
        pioneer = new Resident(cluster.gateway(0));
        assertThat(clockOfTheGateway()).isBefore(Instant.ofEpochSecond(3600));
        setRight();
    }

    @AfterEach
    void leaveWhole() {
        setRight();
        cluster.start();
    }

    /// And waits until everything works, as it does a moment after a jump.
    private static void setRight() {
        clock.setRight();
        List<User> users = cluster.accounts().users(2);
        await().atMost(GOES_ON).pollInterval(Duration.ofMillis(300)).until(() -> {
            try (RawClient client = RawClient.welcomed(cluster.gateway(0), users.get(0))) {
                return client.sendText(users.get(1), "hello", "hello").type().equals("ack");
            }
        });
    }

    @Test
    void whoSignedInIn1970IsStillSignedIn() {
        pioneer.goesOn();
    }

    @Test
    void stepsOfAnHourEitherWayAreNoticedByNobody() throws SQLException {
        try (Traffic traffic = new Traffic(cluster)) {
            Resident resident = new Resident(cluster.gateway(0));
            for (Duration step : List.of(HOUR, HOUR.negated(), HOUR.negated(), HOUR)) {
                stepBy(step, traffic, resident);
            }
            traffic.judgeWithoutTimes();
        }
    }

    @Test
    void tenYearsAheadAndBackLoseNothing() throws SQLException {
        try (Traffic traffic = new Traffic(cluster)) {
            Resident resident = new Resident(cluster.gateway(0));
            stepBy(TEN_YEARS, traffic, resident);
            // Months are looked at when it starts.
            cluster.process(Role.STORAGE, 0).kill();
            cluster.start();
            traffic.awaitProgress();
            stepBy(TEN_YEARS.negated(), traffic, resident);
            traffic.judgeWithoutTimes();
            assertThat(number(Role.STORAGE, """
                    SELECT COUNT(*) FROM information_schema.partitions WHERE table_schema = DATABASE()
                    AND table_name = 'event' AND partition_name LIKE 'p\\_203%'""")).isZero();
        }
    }

    /// As after a power cut: what Redis remembers is from a time that has not come yet.
    @ParameterizedTest
    @ValueSource(longs = {0, 21})
    void startsOnAWrongClockAndGoesOnWhenItIsSetRight(long days) throws SQLException {
        Instant wrong = days == 0 ? BoardClock.NEVER_SET : Instant.now().minus(Duration.ofDays(days));
        Resident before = new Resident(cluster.gateway(0));
        try (Traffic traffic = new Traffic(cluster)) {
            cluster.powerCut();
            clock.set(wrong);
            cluster.start();
            traffic.awaitProgress();
            before.goesOn();
            Resident meanwhile = new Resident(cluster.gateway(0));

            Map<String, Long> rows = rows();
            clock.setRight();
            traffic.awaitProgress();
            assertNothingWasDeleted(rows);
            before.goesOn();
            meanwhile.goesOn();
            traffic.judgeWithoutTimes();
        }
    }

    private static void stepBy(Duration step, Traffic traffic, Resident resident) throws SQLException {
        Map<String, Long> rows = rows();
        clock.step(step);
        traffic.awaitProgress();
        assertNothingWasDeleted(rows);
        resident.goesOn();
    }

    private static void assertNothingWasDeleted(Map<String, Long> before) throws SQLException {
        await().pollDelay(A_WHILE).until(() -> true);
        Map<String, Long> after = rows();
        assertThat(after)
                .allSatisfy((table, count) -> assertThat(count).as(table).isGreaterThanOrEqualTo(before.get(table)));
    }

    private static Map<String, Long> rows() throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (String table : List.of("account", "device", "session", "signing_key", "revocation")) {
            rows.put(table, number(Role.AUTH, "SELECT COUNT(*) FROM " + table));
        }
        for (String table : List.of("conversation", "event", "member", "dedupe")) {
            rows.put(table, number(Role.STORAGE, "SELECT COUNT(*) FROM " + table));
        }
        return rows;
    }

    private static long number(Role role, String query) throws SQLException {
        try (Connection connection = cluster.database(role).ownerConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static List<Instant> clockOfTheStores() throws SQLException {
        List<String> redis = cluster.redis().call(commands -> commands.time());
        return List.of(
                Instant.ofEpochSecond(number(Role.STORAGE, "SELECT UNIX_TIMESTAMP()")),
                Instant.ofEpochSecond(Long.parseLong(redis.getFirst())));
    }

    private static Instant clockOfTheGateway() {
        try (RawClient client =
                RawClient.welcomed(cluster.gateway(0), cluster.accounts().user())) {
            return Instant.ofEpochMilli(client.ask("{\"type\":\"ping\"}").number("time"));
        }
    }
}
