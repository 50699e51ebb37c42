package dev.dewberry.bench.aged;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.system.Internals;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Puts an archive into the tables of a system that nobody has written to yet. Afterwards MariaDB and storage-service
/// have to be started again: what they know is from before, and MariaDB was told to take less care.
public final class Filling {
    /// What a row takes on the disk with its part of the indexes, measured, and a little more.
    private static final long EVENT_BYTES = 480;

    private static final long OUTCOME_BYTES = 200;
    /// While an index is made it is sorted in files.
    private static final long SORT_BYTES = 140;

    private static final long REST_BYTES = 2L << 30;
    private static final int OUTCOMES_AT_ONCE = 1_000_000;

    private final Archive archive;
    private final ArchiveSql sql;
    private final Internals system;
    private final Consumer<String> say;

    public Filling(Archive archive, Internals system, Consumer<String> say) {
        this.archive = archive;
        this.sql = new ArchiveSql(archive);
        this.system = system;
        this.say = say;
    }

    /// @param outcomes how many rows of `dedupe` there have to be at least
    public void run(long outcomes) throws InterruptedException {
        checkRoom(outcomes);
        requireEmpty();
        // Put back by the restart, as the settings stand in a file.
        system.sql("SET GLOBAL innodb_flush_log_at_trx_commit = 0");
        sql.plan().forEach(this::statement);
        outcomes(outcomes);
        events();
        say.accept("filling the rest");
        sql.conversations().forEach(this::statement);
        sql.numbers().forEach(this::statement);
        sql.planGone().forEach(this::statement);
        // As the server does by itself where much has changed, but not in the middle of what is measured.
        statement("ANALYZE TABLE event, dedupe, conversation, conversation_month, member");
    }

    private void checkRoom(long outcomes) {
        long sorting = outcomes * (OUTCOME_BYTES + SORT_BYTES);
        long all = outcomes * OUTCOME_BYTES + archive.events() * EVENT_BYTES;
        long wanted = Math.max(sorting, all) + REST_BYTES;
        long free = system.freeBytes();
        if (free < wanted) {
            throw new BenchException("The disk has %.1f GiB left where the data are, and so many rows take %.1f"
                    .formatted((double) free / (1 << 30), (double) wanted / (1 << 30)));
        }
    }

    private void requireEmpty() {
        if (!system.sql("SELECT 1 FROM partition_head WHERE commit_no > 0 UNION SELECT 1 FROM conversation LIMIT 1")
                .isEmpty()) {
            throw new BenchException("The system has been written to already");
        }
    }

    private void outcomes(long wanted) {
        int users = archive.users().size();
        long each = Math.max(1, (wanted + users - 1) / users);
        long atOnce = Math.max(1, OUTCOMES_AT_ONCE / users);
        statement("ALTER TABLE dedupe DROP KEY dedupe_at");
        for (long from = 0; from < each; from += atOnce) {
            say.accept("filling dedupe: " + from * users + " of " + users * each);
            statement(sql.outcomes(each, from, Math.min(each, from + atOnce)));
        }
        say.accept("filling dedupe: the index");
        statement("ALTER TABLE dedupe ADD KEY dedupe_at (at)");
    }

    private void events() {
        String[] first = system.sql("SELECT partition_name, partition_description FROM information_schema.partitions"
                        + " WHERE table_schema = DATABASE() AND table_name = 'event'"
                        + " ORDER BY partition_ordinal_position LIMIT 1")
                .getFirst()
                .split("\t");
        statement(sql.months(first[0], first[1]));
        statement("ALTER TABLE event DROP KEY event_commit");
        for (YearMonth month : archive.months()) {
            say.accept("filling the events of " + month);
            statement(sql.events(month));
            statement(sql.monthsFirst(month));
        }
        say.accept("filling the events: the index");
        statement("ALTER TABLE event ADD KEY event_commit (partition_no, commit_no)");
    }

    private void statement(String statement) {
        List<String> unused = system.sql(sql.session() + statement);
    }

    /// Rows of the large tables, counted.
    public Map<String, Long> rows() {
        var rows = new LinkedHashMap<String, Long>();
        for (String table : List.of("event", "dedupe", "conversation", "conversation_month", "member")) {
            rows.put(
                    table,
                    Long.parseLong(system.sql("SELECT COUNT(*) FROM " + table).getFirst()));
        }
        return rows;
    }
}
