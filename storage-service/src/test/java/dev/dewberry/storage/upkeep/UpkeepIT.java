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

    private StorageRig rig;

    @BeforeEach
    void start(MariaDb mariaDb, Redis redis) {
        rig = StorageRig.start(mariaDb, redis);
        rig.takeAll();
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

    @Test
    void shouldForgetOnlyOldCommands() throws SQLException {
        List<Append> old = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            old.add(send(ANN, DIRECT, "old" + i, "x"));
        }
        rig.handle(old.toArray(new Append[0]));
        long boundary = rig.clock.millis() + 1;
        rig.clock.pass(Duration.ofDays(1));
        rig.handle(send(ANN, DIRECT, "young", "y"));

        ClockTrust trust = new ClockTrust(rig.database, rig.clock);
        assertThat(done(new DedupeCleaner(rig.database, trust, rig.clock).deleteBefore(boundary)))
                .isEqualTo(700);

        assertThat(count("SELECT COUNT(*) FROM dedupe")).isEqualTo(1);
    }

    @Test
    void shouldForgetNothingWhileTheClockIsNotConfirmed() {
        ClockTrust trust = new ClockTrust(rig.database, rig.clock);

        assertThat(done(trust.isConfirmed())).isFalse();
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
