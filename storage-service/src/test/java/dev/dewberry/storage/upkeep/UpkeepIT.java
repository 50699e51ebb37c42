package dev.dewberry.storage.upkeep;

import static dev.dewberry.storage.rig.StorageRig.done;
import static dev.dewberry.storage.rig.StorageRig.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.storage.rig.StorageRig;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.class)
class UpkeepIT {

    private static final UserId ANN = new UserId(1);
    private static final ConversationId DIRECT = ConversationId.direct(ANN, new UserId(2));

    private static final ConversationId OTHER = ConversationId.direct(ANN, new UserId(3));

    private final UpkeepProbe.RunHours counter = new UpkeepProbe.RunHours();
    private StorageRig rig;
    private DedupeCleaner cleaner;

    @BeforeEach
    void start(MariaDb mariaDb, Redis redis) {
        rig = StorageRig.start(mariaDb, redis);
        rig.takeAll();
        cleaner = new DedupeCleaner(rig.database, new RunningHours(rig.database, counter), rig.clock);
        done(cleaner.clean());
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void shouldMakeMonthsAheadOnceAndKeepWhatLiesInTheRest() throws SQLException {
        rig.clock.set(Instant.parse("2026-11-21T00:00:00Z"));
        rig.handle(send(ANN, DIRECT, "a", "before any month was made"));

        UpkeepProbe.makeMonths(rig);
        UpkeepProbe.makeMonths(rig);
        rig.clock.pass(Duration.ofDays(30));
        UpkeepProbe.makeMonths(rig);

        assertThat(partitions())
                .containsExactly("p_2026_11", "p_2026_12", "p_2027_01", "p_2027_02", "p_2027_03", "p_rest");
        assertThat(count("SELECT COUNT(*) FROM event PARTITION (p_2026_11)")).isEqualTo(1);
    }

    @Test
    void shouldMakeNoMonthsOfAWrongClockAndStillTakeEvents() throws SQLException {
        rig.clock.set(Instant.EPOCH.plusSeconds(60));

        UpkeepProbe.makeMonths(rig);
        rig.handle(send(ANN, DIRECT, "a", "from 1970"));

        assertThat(partitions()).containsExactly("p_rest");
        assertThat(rig.committed(DIRECT)).singleElement().isInstanceOf(Committed.Event.class);
    }

    /// It began in 1970, and nobody knows yet whether the clock is right now.
    @Test
    void shouldWaitAnHourWithTheFirstMonthsWhereThereAreEvents() throws SQLException {
        rig.handle(send(ANN, DIRECT, "a", "before any month was made"));

        UpkeepProbe.makeMonths(rig, Duration.ofMinutes(50));
        assertThat(partitions()).containsExactly("p_rest");

        UpkeepProbe.makeMonths(rig, Duration.ofHours(1));
        assertThat(partitions()).hasSize(5);
    }

    @Test
    void shouldMakeTheFirstMonthsOfAnEmptyTableAtOnce() throws SQLException {
        UpkeepProbe.makeMonths(rig, Duration.ZERO);

        assertThat(partitions()).hasSize(5);
    }

    /// A clock that is set far ahead by mistake, and back: the months between would have no partition of their own.
    @Test
    void shouldMakeNoMonthsTenYearsAheadAndStillTakeEvents() throws SQLException {
        rig.clock.set(Instant.parse("2026-11-21T00:00:00Z"));
        UpkeepProbe.makeMonths(rig);
        rig.clock.pass(Duration.ofDays(3652));

        UpkeepProbe.makeMonths(rig);
        rig.handle(send(ANN, DIRECT, "a", "from 2036"));

        assertThat(partitions()).containsExactly("p_2026_11", "p_2026_12", "p_2027_01", "p_2027_02", "p_rest");
        assertThat(rig.committed(DIRECT)).singleElement().isInstanceOf(Committed.Event.class);
    }

    @Test
    void shouldForgetWhatIsOldByTheClockAndByTheHoursThatItRan() throws SQLException {
        List<Append> old = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            old.add(send(ANN, DIRECT, "old" + i, "x"));
        }
        rig.handle(old.toArray(new Append[0]));
        run(Duration.ofDays(3), true);
        rig.handle(send(ANN, OTHER, "young", "y"));
        run(Duration.ofDays(5), true);
        assertThat(count("SELECT COUNT(*) FROM dedupe")).isEqualTo(701);

        run(Duration.ofDays(2), true);

        assertThat(count("SELECT COUNT(*) FROM dedupe WHERE client_id LIKE 'old%'"))
                .isZero();
        assertThat(count("SELECT COUNT(*) FROM dedupe")).isEqualTo(1);
    }

    /// Started three weeks ago by its clock, which is then set right.
    @Test
    void shouldForgetNothingThatIsOldByTheClockAlone() throws SQLException {
        rig.handle(send(ANN, DIRECT, "a", "just now"));
        rig.clock.pass(Duration.ofDays(21));

        run(Duration.ofDays(6), true);

        assertThat(count("SELECT COUNT(*) FROM dedupe")).isEqualTo(1);
    }

    @Test
    void shouldForgetNothingWhileTheClockIsFarBack() throws SQLException {
        rig.handle(send(ANN, DIRECT, "a", "just now"));
        rig.clock.set(Instant.EPOCH.plusSeconds(60));

        run(Duration.ofDays(20), false);

        assertThat(count("SELECT COUNT(*) FROM dedupe")).isEqualTo(1);
    }

    @Test
    void shouldCountTheHoursOfTwoThatRunBesideEachOtherOnce() {
        UpkeepProbe.RunHours counter = new UpkeepProbe.RunHours();
        RunningHours one = new RunningHours(rig.database, counter);
        RunningHours two = new RunningHours(rig.database, counter);

        long hours = 0;
        for (int i = 0; i < 20; i++) {
            done(one.count());
            counter.run(Duration.ofMinutes(30));
            hours = done(two.count());
            counter.run(Duration.ofMinutes(30));
        }

        assertThat(hours).isBetween(17L, 20L);
    }

    /// Every hour.
    private void run(Duration duration, boolean clockRuns) {
        for (long hour = 0; hour < duration.toHours(); hour++) {
            counter.run(Duration.ofHours(1));
            if (clockRuns) {
                rig.clock.pass(Duration.ofHours(1));
            }
            done(cleaner.clean());
        }
    }

    private List<String> partitions() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = rig.schema.ownerConnection();
                ResultSet rows = connection.createStatement().executeQuery(EventMonths.PARTITIONS)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = rig.schema.ownerConnection();
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
