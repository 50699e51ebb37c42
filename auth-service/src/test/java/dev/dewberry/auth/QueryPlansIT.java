package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Servers;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/// Explains every statement of the service on tables with many rows: none may read a whole table or a whole index.
@ExtendWith(Servers.class)
class QueryPlansIT {

    private static final int ROWS = 20_000;
    private static final Pattern PARAMETER = Pattern.compile(":([a-zA-Z]+)");
    private static final String MANY = IntStream.range(0, 250)
            .mapToObj(i -> Integer.toString(1000 + i * 7))
            .collect(Collectors.joining(","));

    /// What a parameter of that name looks like.
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("user", "5000"),
            Map.entry("users", MANY),
            Map.entry("username", "'user77'"),
            Map.entry("usernames", "'user1','user2','user3'"),
            Map.entry("externalIds", "'x1','x2'"),
            Map.entry("prefix", "'user77%'"),
            Map.entry("limit", "20"),
            Map.entry("hash", "UNHEX(SHA2('7', 256))"),
            Map.entry("family", "UNHEX(SHA2('7', 256))"),
            Map.entry("now", "5"),
            Map.entry("session", "77"),
            Map.entry("sessions", MANY),
            Map.entry("device", "77"),
            Map.entry("devices", MANY),
            Map.entry("after", "19990"),
            Map.entry("last", "20000"),
            Map.entry("id", "7"),
            Map.entry("count", "1"),
            Map.entry("name", "'n'"),
            Map.entry("kind", "'k'"),
            Map.entry("expires", "1"),
            Map.entry("accessUntil", "1"),
            Map.entry("token", "NULL"),
            Map.entry("spent", "NULL"),
            Map.entry("sealed", "'s'"),
            Map.entry("kid", "'kid'"),
            Map.entry("from", "1"),
            Map.entry("until", "1"),
            Map.entry("publishedUntil", "1"),
            Map.entry("earliest", "5"),
            Map.entry("latest", "20990"),
            Map.entry("createdBy", "NULL"));

    private static Database database;

    @BeforeAll
    static void fill(MariaDb mariaDb) throws SQLException {
        database = mariaDb.createDatabase("plans");
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.ownerUsername(), database.ownerPassword())
                .load()
                .migrate();
        String rows = " FROM seq_1_to_" + ROWS;
        try (Connection connection = database.ownerConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO account (username, display_name, search_name, external_id, created_at)"
                    + " SELECT CONCAT('user', seq), CONCAT('Name ', seq), CONCAT('name ', seq), CONCAT('x', seq), 1"
                    + rows);
            statement.execute("INSERT INTO device (user_id, name, kind, created_at, last_seen_at, expires_at)"
                    + " SELECT 1000 + seq, 'n', 'k', 1, 1, 1000 + seq" + rows);
            statement.execute("INSERT INTO session (user_id, device_id, family_hash, token_hash, access_until,"
                    + " created_at, expires_at) SELECT 1000 + seq, seq, UNHEX(SHA2(seq, 256)), UNHEX(SHA2(seq, 256)),"
                    + " 1000 + seq, 1, 1000 + seq" + rows);
            statement.execute("INSERT INTO revocation (id, session_id, reason, live_until)"
                    + " SELECT seq, seq, 'revoked', 1000 + seq" + rows);
            statement.execute("INSERT INTO signing_key (kid, sealed_jwk, signs_from, signs_until, published_until)"
                    + " SELECT CONCAT('k', seq), 's', 1, 1, 1000 + seq" + rows);
            statement.execute("INSERT INTO api_key (name, key_hash, created_at)"
                    + " SELECT 'n', UNHEX(SHA2(seq, 256)), 1" + rows);
            statement.execute("INSERT INTO head (name, value) SELECT CONCAT('h', seq), 1" + rows);
            statement.execute("ANALYZE TABLE account, device, session, revocation, signing_key, api_key, head");
        }
    }

    @TestFactory
    Stream<DynamicTest> readsNoWholeTable() throws Exception {
        Map<String, String> statements = statements();
        assertThat(statements).hasSizeGreaterThan(30);
        return statements.entrySet().stream()
                .map(statement -> DynamicTest.dynamicTest(statement.getKey(), () -> explain(statement.getValue())));
    }

    @Test
    void wouldNoticeAFullTableScan() throws Exception {
        assertThat(scans("SELECT id FROM account WHERE display_name = 'x'")).isNotEmpty();
        assertThat(scans("SELECT COUNT(*) FROM account WHERE username LIKE '%x'"))
                .isNotEmpty();
    }

    @Test
    void knowsEveryStatement() {
        // SQL stands nowhere but in the classes that this test reads.
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.dewberry.auth");
        assertThat(classes.stream().filter(type -> type.getSimpleName().endsWith("Sql")))
                .hasSize(4);
    }

    private static void explain(String sql) throws SQLException {
        assertThat(scans(sql)).as(sql).isEmpty();
    }

    private static List<String> scans(String sql) throws SQLException {
        List<String> scans = new ArrayList<>();
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet plan = statement.executeQuery("EXPLAIN " + withValues(sql))) {
            while (plan.next()) {
                String type = plan.getString("type");
                boolean insert = sql.startsWith("INSERT");
                if (!insert && ("ALL".equals(type) || "index".equals(type) && plan.getLong("rows") > 1000)) {
                    scans.add(plan.getString("table") + " " + type + " " + plan.getString("key"));
                }
            }
        }
        return scans;
    }

    /// Rows to insert are explained as one row of NULLs.
    private static String withValues(String sql) {
        String single = sql.replaceAll(
                "VALUES :[a-z]+( RETURNING.*)?",
                "VALUES " + "(" + "NULL,".repeat(Math.max(0, columns(sql) - 1)) + "NULL)");
        Matcher parameters = PARAMETER.matcher(single.replaceAll(" RETURNING [a-z_, ]+$", ""));
        return parameters.replaceAll(match -> {
            String value = VALUES.get(match.group(1));
            assertThat(value).as("value for :" + match.group(1)).isNotNull();
            return Matcher.quoteReplacement(value);
        });
    }

    private static int columns(String sql) {
        int open = sql.indexOf('(');
        return open < 0 ? 0 : sql.substring(open, sql.indexOf(')')).split(",").length;
    }

    private static Map<String, String> statements() throws Exception {
        Map<String, String> statements = new LinkedHashMap<>();
        var classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.dewberry.auth");
        for (JavaClass type : classes) {
            if (type.getSimpleName().endsWith("Sql")) {
                for (Field field : type.reflect().getDeclaredFields()) {
                    if (field.getType() == String.class && !Modifier.isPrivate(field.getModifiers())) {
                        field.setAccessible(true);
                        String name = type.getSimpleName() + "." + field.getName();
                        String sql = (String) field.get(null);
                        // Of the keys nearly all have ended, and the purge finds nearly none.
                        statements.put(name, name.equals("KeySql.PUBLISHED") ? sql.replace(":now", "20990") : sql);
                    }
                }
            }
        }
        return statements;
    }
}
