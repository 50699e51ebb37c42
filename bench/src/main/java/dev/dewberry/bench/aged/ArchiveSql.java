package dev.dewberry.bench.aged;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The statements that fill the tables of storage-service as two years of use would. Rows come in the order of their
/// tables' keys, because that is quickest; the plan of it lies in tables of its own meanwhile.
///
/// With `n` events of a conversation in the time from F to T, of length S, event `k` (its `seq` is `k + 1`) was at
/// F + (k + j) · S / n, where j is below 1 and differs from event to event.
final class ArchiveSql {
    /// Seven days of outcomes end this long before the end of the archive; eight days are kept.
    private static final long DEDUPE_MS = 7L * 24 * 3600 * 1000;

    private static final int PARTITIONS = 8;
    private static final int PLAN_ROWS = 2000;
    private static final int STEPS = 97;
    /// What 12 hexadecimal digits can say.
    private static final long KEYS = 1L << 48;

    private final Archive archive;

    ArchiveSql(Archive archive) {
        this.archive = archive;
    }

    /// For each session: loops in the order in which they are written, no buffers that would mix it up.
    String session() {
        return "SET SESSION join_cache_level = 0; SET @words = '" + Chat.WORDS + "';\n";
    }

    List<String> plan() {
        var statements = new ArrayList<String>();
        statements.add(
                "CREATE TABLE aged_chat (conversation VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,"
                        + " number INT, low BIGINT, high BIGINT, events BIGINT, partition_no SMALLINT)");
        statements.add("CREATE TABLE aged_user (number INT PRIMARY KEY, user BIGINT,"
                + " conversation VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin)");
        List<Chat> chats = archive.chats();
        for (int i = 0; i < chats.size(); i += PLAN_ROWS) {
            statements.add(chats.subList(i, Math.min(chats.size(), i + PLAN_ROWS)).stream()
                    .map(chat -> "('%s',%d,%d,%d,%d,%d)"
                            .formatted(
                                    chat.id(),
                                    chat.number(),
                                    chat.low(),
                                    chat.high(),
                                    chat.events(),
                                    chat.partition(PARTITIONS)))
                    .collect(Collectors.joining(",", "INSERT INTO aged_chat VALUES ", "")));
        }
        statements.add(users());
        return statements;
    }

    private String users() {
        var one = new HashMap<Long, String>();
        archive.chats().forEach(chat -> {
            one.put(chat.low(), chat.id());
            one.put(chat.high(), chat.id());
        });
        List<Long> users = archive.users();
        return IntStream.range(0, users.size())
                .mapToObj(i -> "(%d,%d,'%s')".formatted(i, users.get(i), one.get(users.get(i))))
                .collect(Collectors.joining(",", "INSERT INTO aged_user VALUES ", ""));
    }

    List<String> planGone() {
        return List.of("DROP TABLE aged_chat", "DROP TABLE aged_user");
    }

    /// One statement that splits the months off the first partition, which takes all that was before.
    ///
    /// @param first the partition's name
    /// @param below its end, `MAXVALUE` where it has none
    String months(String first, String below) {
        long end = below.equals("MAXVALUE") ? Long.MAX_VALUE : Long.parseLong(below);
        var sql = new StringBuilder("ALTER TABLE event REORGANIZE PARTITION " + first + " INTO (");
        for (YearMonth month : archive.months()) {
            long until = Archive.start(month.plusMonths(1));
            if (until < end) {
                sql.append("PARTITION %s VALUES LESS THAN (%d), ".formatted(partition(month), until));
            }
        }
        String last = below.equals("MAXVALUE") ? below : "(" + below + ")";
        return sql.append("PARTITION %s VALUES LESS THAN %s)".formatted(first, last))
                .toString();
    }

    static String partition(YearMonth month) {
        return "p_%d_%02d".formatted(month.getYear(), month.getMonthValue());
    }

    /// The heads, whose last event everybody has read, and the members.
    List<String> conversations() {
        String last = commit(at("(c.events - 1)"));
        return List.of(
                "INSERT INTO conversation (id, kind, head_seq, last_at, countable, version, member_count, partition_no,"
                        + " commit_no) SELECT c.conversation, 'direct', c.events, " + at("(c.events - 1)")
                        + ", c.events, 0, 2, c.partition_no, " + last + " FROM aged_chat c ORDER BY c.conversation",
                "INSERT INTO member (conversation, user, role, active, joined_seq, delivered_seq, read_seq,"
                        + " read_countable, partition_no, commit_no) SELECT STRAIGHT_JOIN c.conversation, IF(s.seq = 0,"
                        + " c.low, c.high), 'member', 1, 1, c.events, c.events, c.events, c.partition_no, "
                        + last + " FROM aged_chat c JOIN seq_0_to_1 s");
    }

    /// The events of one month.
    String events(YearMonth month) {
        String k = "(" + firstOf(month) + " + s.seq)";
        String at = at(k);
        return "INSERT INTO event (conversation, seq, at, id, sender, client_id, content, countable, version,"
                + " partition_no, commit_no) SELECT STRAIGHT_JOIN c.conversation, " + k + " + 1, " + at + ", "
                + k + " * " + archive.chats().size() + " + c.number + 1, IF((" + k
                + " * 5 + c.events) % 7 < 4, c.low, c.high), "
                + uuid("CONCAT(c.conversation, ' ', " + k + ")") + ", " + content(k) + ", " + k
                + " + 1, 0, c.partition_no, " + commit(at) + " FROM aged_chat c JOIN seq_0_to_" + mostIn(month)
                + " s WHERE " + k + " < c.events AND " + at + " >= " + Archive.start(month) + " AND " + at + " < "
                + end(month);
    }

    /// Where each conversation's events of a month begin.
    String monthsFirst(YearMonth month) {
        String lowest = firstOf(month);
        String k = "(" + lowest + " + (" + at(lowest) + " < " + Archive.start(month) + "))";
        return "INSERT INTO conversation_month (conversation, month, first_seq) SELECT c.conversation, "
                + Archive.start(month) + ", " + k + " + 1 FROM aged_chat c WHERE " + k + " < c.events AND " + at(k)
                + " < " + end(month) + " ORDER BY c.conversation";
    }

    /// The outcomes of some of each user's commands, with keys as random as UUIDs that still rise from row to row.
    ///
    /// @param of how many outcomes each user has in all
    String outcomes(long of, long from, long to) {
        int users = archive.users().size();
        long share = KEYS / of / users;
        String which = "CONCAT(u.user, '-', s.seq)";
        String head = "LPAD(LOWER(HEX((s.seq * %d + u.number) * %d + CRC32(%s) %% %d)), 12, '0')"
                .formatted(users, share, which, share);
        String rest = "INSERT(INSERT(LEFT(MD5(%s), 18), 4, 0, '-a'), 9, 0, '-')".formatted(which);
        return "INSERT INTO dedupe (sender, client_id, fingerprint, conversation, seq, event, at)"
                + " SELECT STRAIGHT_JOIN u.user, CONCAT(INSERT(" + head + ", 9, 0, '-'), '-4', " + rest
                + "), UNHEX(MD5(CONCAT(s.seq, '-', u.user))), u.conversation, s.seq + 1, s.seq * "
                + users + " + u.number + 1, " + (archive.to() - DEDUPE_MS)
                + " + (s.seq * 2654435761 + u.number * 40503) % " + DEDUPE_MS
                + " FROM seq_" + from + "_to_" + (to - 1) + " s JOIN aged_user u FORCE INDEX (PRIMARY)";
    }

    /// Numbers that are given out from now on are above all that are there.
    List<String> numbers() {
        long ids = Math.max((long) archive.mostEvents() * archive.chats().size(), 1) + 1;
        long commits = (archive.to() - archive.from()) / 1000 + 2;
        return List.of(
                "UPDATE id_block SET next = " + ids + " WHERE name = 'event'",
                "UPDATE partition_head SET commit_no = " + commits);
    }

    private long span() {
        return archive.to() - archive.from();
    }

    private long end(YearMonth month) {
        return Math.min(archive.to(), Archive.start(month.plusMonths(1)));
    }

    /// The `k` of the event that may be the first of a month; if it is not, the next is.
    private String firstOf(YearMonth month) {
        return "(" + (Archive.start(month) - archive.from()) + " * c.events DIV " + span() + ")";
    }

    private int mostIn(YearMonth month) {
        return (int) ((double) archive.mostEvents() * (end(month) - Archive.start(month)) / span()) + 2;
    }

    private String at(String k) {
        return "(%d + (%s * %d + (%s * 7919 + c.events * 31) %% %d) * %d DIV (c.events * %d))"
                .formatted(archive.from(), k, STEPS, k, STEPS, span(), STEPS);
    }

    /// A commit a second: what is earlier has a lower number.
    private String commit(String at) {
        return "((" + at + " - " + archive.from() + ") DIV 1000 + 1)";
    }

    private static String content(String k) {
        return "CONCAT('{\"kind\":\"text\",\"text\":\"aged ', c.conversation, ' ', " + k
                + " + 1, ' ', SUBSTRING(@words, 1 + ("
                + k + " * 37) % " + Chat.STARTS + ", " + Chat.LEAST + " + (" + k + " * 7919 + c.events * 31) % "
                + Chat.LENGTHS + "), '\"}')";
    }

    private static String uuid(String of) {
        return "INSERT(INSERT(INSERT(INSERT(MD5(" + of + "), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')";
    }
}
