package dev.dewberry.storage.app;

import static dev.dewberry.storage.rig.StorageRig.change;
import static dev.dewberry.storage.rig.StorageRig.create;
import static dev.dewberry.storage.rig.StorageRig.done;
import static dev.dewberry.storage.rig.StorageRig.read;
import static dev.dewberry.storage.rig.StorageRig.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.storage.conversation.MemberList;
import dev.dewberry.storage.conversation.MemberPage;
import dev.dewberry.storage.database.Month;
import dev.dewberry.storage.database.MonthIndex;
import dev.dewberry.storage.database.Sql;
import dev.dewberry.storage.history.History;
import dev.dewberry.storage.history.HistorySql;
import dev.dewberry.storage.hot.Generation;
import dev.dewberry.storage.hot.Moment;
import dev.dewberry.storage.identity.IdBlocks;
import dev.dewberry.storage.identity.Meta;
import dev.dewberry.storage.rig.Statements;
import dev.dewberry.storage.rig.StorageRig;
import dev.dewberry.storage.sync.SyncProbe;
import dev.dewberry.storage.sync.SyncSql;
import dev.dewberry.storage.upkeep.UpkeepProbe;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// No statement of the service reads a whole table, and none looks into months that cannot hold what it
/// wants. The statements are those that were really issued, on tables of several months; the named ones
/// must all be among them.
@ExtendWith(Servers.class)
class ExplainIT {

    private static final UserId ANN = new UserId(1001);
    private static final UserId BOB = new UserId(1002);
    private static final UserId CAT = new UserId(1003);
    private static final ConversationId DIRECT = ConversationId.direct(ANN, BOB);
    private static final ConversationId GROUP = ConversationId.group(77);
    private static final int MONTHS = 6;

    private static final Statements STATEMENTS = new Statements();
    private static StorageRig rig;

    @BeforeAll
    static void issueEverything(MariaDb mariaDb, Redis redis) throws Exception {
        rig = StorageRig.start(mariaDb, redis, STATEMENTS);
        rig.clock.set(Instant.now().atOffset(ZoneOffset.UTC).minusMonths(MONTHS).toInstant());
        rig.takeAll();
        for (int month = 0; month <= MONTHS; month++) {
            UpkeepProbe.makeMonths(rig);
            talk(month);
            if (month < MONTHS) {
                rig.clock.set(rig.clock
                        .instant()
                        .atOffset(ZoneOffset.UTC)
                        .plusMonths(1)
                        .toInstant());
            }
        }
        try (Connection connection = rig.schema.ownerConnection();
                var statement = connection.createStatement()) {
            statement.execute("ANALYZE TABLE event, conversation, conversation_month, member, dedupe");
        }
        // What is hot would spare the statements that are to be seen.
        redis.call(commands -> commands.set(Generation.KEY, Generation.next()));
        ask();
        redis.call(commands -> commands.flushall());
        rig.takeAll();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    /// About a thousand events in 60 conversations.
    private static void talk(int month) {
        for (int batch = 0; batch < 5; batch++) {
            List<Append> appends = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                UserId from = new UserId(1 + i % 60);
                ConversationId to =
                        i % 4 == 0 ? DIRECT : ConversationId.direct(from, new UserId(1 + (i * 7 + batch) % 60));
                UserId sender = i % 4 == 0 ? (i % 8 == 0 ? ANN : BOB) : from;
                appends.add(send(sender, to, "m" + month + "b" + batch + "i" + i, "text " + i));
            }
            rig.handle(appends.toArray(new Append[0]));
        }
        rig.handle(create(ANN, GROUP, "group" + month, BOB));
        rig.handle(change(ANN, GROUP, "add" + month, 99, Command.Change.ADD, new UserId(1 + month)));
        rig.handle(send(ANN, GROUP, "g" + month, "to all", 99));
        rig.handle(read(BOB, DIRECT, 3 + month * 250L), read(ANN, DIRECT, 4 + month * 250L));
        rig.handle(send(ANN, DIRECT, "m" + month + "b0i0", "again"));
    }

    private static void ask() throws Exception {
        History history = new History(rig.database, rig.hot, rig.log);
        ConversationId oneSided = ConversationId.direct(ANN, CAT);
        rig.handle(send(ANN, oneSided, "first", "hello?"), send(ANN, oneSided, "second", "anybody?"));
        rig.handle(read(CAT, oneSided, 1));
        rig.handle(create(ANN, ConversationId.group(78), "new group", BOB));
        done(history.page(ANN, DIRECT, null, null, 50));
        done(history.page(ANN, DIRECT, 300L, null, 50));
        done(history.page(ANN, DIRECT, null, 400L, 50));
        done(new MemberList(rig.database).json(GROUP));
        done(new MemberPage(rig.database).json(ANN, GROUP, 2L, 3L));
        SyncProbe.exercise(rig, ANN);
        UpkeepProbe.exercise(rig);
    }

    @Test
    void shouldNeverReadAWholeTable() throws SQLException {
        List<String> bad = new ArrayList<>();
        for (Map.Entry<String, Map<Integer, Object>> issued :
                STATEMENTS.issued().entrySet()) {
            for (Line line : explain(issued.getKey(), issued.getValue())) {
                if (line.type().equals("ALL") || line.type().equals("index")) {
                    bad.add(line + " of " + issued.getKey());
                }
            }
        }
        assertThat(bad).isEmpty();
    }

    @Test
    void shouldLookOnlyIntoTheMonthsThatHoldWhatIsWanted() throws SQLException {
        int seen = 0;
        for (Map.Entry<String, Map<Integer, Object>> issued :
                STATEMENTS.issued().entrySet()) {
            // Publishing again knows commit numbers, not times.
            if (!issued.getKey().contains("FROM event WHERE (conversation")
                    && !issued.getKey().contains("FROM event WHERE conversation")) {
                continue;
            }
            seen++;
            int months = issued.getKey().contains("seq >= ?") ? monthsOf(issued.getValue()) : 1;
            for (Line line : explain(issued.getKey(), issued.getValue())) {
                assertThat(line.partitions().split(","))
                        .as(issued.getKey() + issued.getValue())
                        .hasSizeLessThanOrEqualTo(months);
            }
        }
        assertThat(seen).isGreaterThanOrEqualTo(3);
    }

    @Test
    void shouldHaveSeenEveryNamedStatement() throws Exception {
        List<String> unseen = new ArrayList<>();
        for (Class<?> owner : List.of(
                Class.forName("dev.dewberry.storage.commit.CommitSql"),
                Class.forName("dev.dewberry.storage.publish.PublishSql"),
                HistorySql.class,
                SyncSql.class,
                Moment.class,
                IdBlocks.class,
                Meta.class,
                MemberList.class,
                MemberPage.class,
                MonthIndex.class)) {
            for (Field field : owner.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                    field.setAccessible(true);
                    String sql = (String) field.get(null);
                    if (sql.matches("(?s)(SELECT|INSERT|UPDATE|DELETE) .*") && isWhole(field) && !wasIssued(sql)) {
                        unseen.add(owner.getSimpleName() + "." + field.getName());
                    }
                }
            }
        }
        assertThat(unseen).isEmpty();
    }

    /// Private ones are parts of others.
    private static boolean isWhole(Field field) {
        return !Modifier.isPrivate(field.getModifiers());
    }

    private static boolean wasIssued(String sql) {
        int rows = sql.indexOf(Sql.ROWS);
        String start = rows < 0 ? sql : sql.substring(0, rows);
        String end = rows < 0 ? "" : sql.substring(rows + Sql.ROWS.length());
        return STATEMENTS.issued().keySet().stream()
                .anyMatch(one -> rows < 0 ? one.equals(sql) : one.startsWith(start) && one.endsWith(end));
    }

    /// From the month of the first event of the page to that of the last.
    private static int monthsOf(Map<Integer, Object> parameters) throws SQLException {
        try (Connection connection = rig.schema.connection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT MIN(at), MAX(at) FROM event WHERE conversation = ? AND seq >= ? AND seq <= ?")) {
            for (int i = 0; i < 3; i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return 1 + (int) ChronoUnit.MONTHS.between(Month.of(row.getLong(1)), Month.of(row.getLong(2)));
            }
        }
    }

    private static final Set<String> TRANSACTION = Set.of("SELECT 1", "START TRANSACTION", "COMMIT", "ROLLBACK");

    private record Line(String table, String type, String partitions) {}

    private static List<Line> explain(String sql, Map<Integer, Object> parameters) throws SQLException {
        // Nothing is read by these, which EXPLAIN calls ALL.
        if (sql.startsWith("INSERT") || TRANSACTION.contains(sql)) {
            return List.of();
        }
        List<Line> lines = new ArrayList<>();
        try (Connection connection = rig.schema.ownerConnection();
                PreparedStatement statement = connection.prepareStatement("EXPLAIN PARTITIONS " + sql)) {
            for (Map.Entry<Integer, Object> parameter : parameters.entrySet()) {
                statement.setObject(parameter.getKey() + 1, parameter.getValue());
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lines.add(new Line(
                            String.valueOf(rows.getString("table")),
                            String.valueOf(rows.getString("type")),
                            String.valueOf(rows.getString("partitions"))));
                }
            }
        }
        return lines;
    }
}
