package dev.dewberry.bench.aged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.system.Internals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fills a real MariaDB with the tables that storage-service makes, and holds the rows against what the archive says.
class FillingIT {
    private static final Path MIGRATIONS = Path.of("../storage-service/src/main/resources/db/migration");
    private static final Instant NOW = Instant.parse("2026-03-09T10:00:00Z");
    private static final int EVENTS = 6000;

    @TempDir
    private static Path folder;

    private static Process server;
    private static Path database;

    private final Archive archive =
            Archive.of(LongStream.range(900, 920).boxed().toList(), EVENTS, 24, NOW);
    private Internals system;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        database = folder.resolve("data");
        String user = System.getProperty("user.name");
        List<String> asRoot = user.equals("root") ? List.of("--user=root") : List.of();
        var install = new ArrayList<>(List.of(
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + database,
                "--auth-root-authentication-method=socket",
                "--auth-root-socket-user=" + user,
                "--skip-test-db",
                "--force"));
        install.addAll(asRoot);
        Process installing = process(install).start();
        assertThat(installing.waitFor()).isZero();
        var command = new ArrayList<>(List.of(
                "mariadbd",
                "--no-defaults",
                "--datadir=" + database,
                "--socket=server.sock",
                "--skip-networking",
                "--innodb-buffer-pool-size=32M",
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_bin"));
        command.addAll(asRoot);
        server = process(command).start();
        while (!Files.exists(database.resolve("server.sock"))) {
            assertThat(server.isAlive()).isTrue();
            // A server that starts tells nobody when it is ready.
            Thread.sleep(20);
        }
    }

    private static ProcessBuilder process(List<String> command) {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        server.destroy();
        if (!server.waitFor(20, TimeUnit.SECONDS)) {
            server.destroyForcibly().waitFor();
        }
    }

    @BeforeEach
    void tables() throws IOException, InterruptedException {
        Process making = process(List.of(
                        "mariadb",
                        "--no-defaults",
                        "--socket=server.sock",
                        "-e",
                        "DROP DATABASE IF EXISTS dewberry_storage; CREATE DATABASE dewberry_storage"))
                .directory(database.toFile())
                .start();
        assertThat(making.waitFor()).isZero();
        system = new Internals(folder, database, List::of, service -> 0);
        try (var files = Files.list(MIGRATIONS)) {
            for (Path migration : files.sorted().toList()) {
                system.sql(Files.readString(migration));
            }
        }
        // As storage-service has them when it runs: the partitions of some months, and who owns what.
        system.sql("ALTER TABLE event REORGANIZE PARTITION p_rest INTO (PARTITION p_2026_03 VALUES LESS THAN ("
                + millis("2026-04-01") + "), PARTITION p_2026_04 VALUES LESS THAN (" + millis("2026-05-01")
                + "), PARTITION p_rest VALUES LESS THAN MAXVALUE)");
        for (int partition = 0; partition < 8; partition++) {
            system.sql("INSERT INTO partition_head VALUES (" + partition + ", 'somebody', 0)");
        }
    }

    private static long millis(String day) {
        return Instant.parse(day + "T00:00:00Z").toEpochMilli();
    }

    private Filling filling() {
        return new Filling(archive, system, progress -> {});
    }

    private long number(String query) {
        return Long.parseLong(system.sql(query).getFirst());
    }

    @Test
    void everyConversationIsWholeAndItsEventsAreWhatTheArchiveSays() throws InterruptedException {
        filling().run(10_000);

        assertThat(filling().rows())
                .containsAllEntriesOf(
                        Map.of("event", (long) EVENTS, "dedupe", 10_000L, "conversation", 20L, "member", 40L));
        for (Chat chat : archive.chats()) {
            List<String> contents =
                    system.sql("SELECT content FROM event WHERE conversation = '" + chat.id() + "' ORDER BY seq");
            var expected = new ArrayList<String>();
            for (int seq = 1; seq <= chat.events(); seq++) {
                expected.add("{\"kind\":\"text\",\"text\":\"" + chat.text(seq) + "\"}");
            }
            assertThat(contents).isEqualTo(expected);
            assertThat(expected).allMatch(content -> content.length() >= 60 && content.length() <= 400);
            assertThat(system.sql(
                            "SELECT kind, head_seq, countable, version, member_count, partition_no FROM conversation"
                                    + " WHERE id = '" + chat.id() + "'"))
                    .containsExactly("direct\t%1$d\t%1$d\t0\t2\t%2$d".formatted(chat.events(), chat.partition(8)));
        }
        assertThat(number("SELECT COUNT(DISTINCT id) FROM event")).isEqualTo(EVENTS);
        assertThat(number("SELECT COUNT(DISTINCT sender, client_id) FROM event"))
                .isEqualTo(EVENTS);
        assertThat(number("SELECT COUNT(*) FROM event WHERE countable <> seq")).isZero();
    }

    @Test
    void aLogsTimesAndNumbersRiseAndEndBelowThoseOfTheHead() throws InterruptedException {
        filling().run(100);

        assertThat(number("SELECT COUNT(*) FROM event e JOIN event f ON f.conversation = e.conversation"
                        + " AND f.seq = e.seq + 1 WHERE f.at < e.at OR f.commit_no < e.commit_no OR f.id <= e.id"))
                .isZero();
        assertThat(number("SELECT COUNT(*) FROM conversation c JOIN event e ON e.conversation = c.id"
                        + " AND e.seq = c.head_seq WHERE e.at = c.last_at AND e.commit_no = c.commit_no"))
                .isEqualTo(20);
        assertThat(number("SELECT MAX(at) FROM event")).isLessThan(NOW.toEpochMilli() - 3_600_000);
        assertThat(number("SELECT MIN(h.commit_no) - MAX(e.commit_no) FROM event e JOIN partition_head h"))
                .isPositive();
        assertThat(number("SELECT next FROM id_block WHERE name = 'event'"))
                .isGreaterThan(number("SELECT MAX(id) FROM event"));
    }

    @Test
    void eachMonthHasItsPartitionAndTheIndexOfMonthsIsTrue() throws InterruptedException {
        filling().run(100);

        assertThat(system.sql("SELECT partition_name FROM information_schema.partitions WHERE table_name = 'event'"
                        + " AND table_schema = DATABASE() ORDER BY partition_ordinal_position"))
                .hasSize(26)
                .startsWith("p_2024_04", "p_2024_05")
                .endsWith("p_2026_03", "p_2026_04", "p_rest");
        assertThat(number("SELECT COUNT(*) FROM event PARTITION (p_2025_02)")).isBetween(EVENTS / 26L, EVENTS / 22L);
        assertThat(system.sql("SELECT conversation, month, first_seq FROM conversation_month ORDER BY 1, 2"))
                .isEqualTo(system.sql("SET time_zone = '+00:00'; SELECT conversation, 1000 *"
                        + " UNIX_TIMESTAMP(DATE_FORMAT(FROM_UNIXTIME(at DIV 1000), '%Y-%m-01')) AS month, MIN(seq)"
                        + " FROM event GROUP BY conversation, month ORDER BY 1, 2"));
    }

    @Test
    void theOutcomesAreAllOfTheLastDays() throws InterruptedException {
        filling().run(10_000);

        long day = TimeUnit.DAYS.toMillis(1);
        assertThat(number("SELECT COUNT(*) FROM dedupe WHERE at <= " + (NOW.toEpochMilli() - 8 * day) + " OR at >= "
                        + NOW.toEpochMilli()))
                .isZero();
        assertThat(number("SELECT COUNT(DISTINCT sender) FROM dedupe")).isEqualTo(20);
        assertThat(system.sql("SELECT client_id FROM dedupe WHERE client_id NOT REGEXP"
                        + " '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$'"))
                .isEmpty();
        // Random as UUIDs are: each sixteenth of the keys begins with another digit.
        assertThat(system.sql("SELECT COUNT(*) FROM dedupe GROUP BY LEFT(client_id, 1)"))
                .hasSize(16)
                .allMatch(count -> Math.abs(Long.parseLong(count) - 625) <= 40);
    }

    @Test
    void theTablesHaveTheIndexesThatTheyHadAndNothingElseIsLeft() throws InterruptedException {
        List<String> before = shape();

        filling().run(100);

        assertThat(shape()).isEqualTo(before);
    }

    private List<String> shape() {
        return system.sql("SELECT table_name, index_name, seq_in_index, column_name FROM information_schema.statistics"
                + " WHERE table_schema = DATABASE() ORDER BY 1, 2, 3");
    }

    @Test
    void aSystemThatWasWrittenToIsRefused() {
        system.sql("UPDATE partition_head SET commit_no = 3 WHERE partition_no = 5");

        assertThatThrownBy(() -> filling().run(100))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("written to already");
    }

    @Test
    void moreThanTheDiskHasIsRefusedInNumbers() {
        assertThatThrownBy(() -> filling().run(1_000_000_000_000L))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("GiB left");
    }
}
