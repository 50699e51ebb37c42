package dev.dewberry.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.testsupport.LocalMariaDb;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// A server of its own: this test kills it.
class DatabaseIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int CONNECTIONS = 4;

    private static final LocalMariaDb SERVER = new LocalMariaDb();

    private ConnectionPool pool;
    private Database database;

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.kill();
    }

    @BeforeEach
    void migrate() {
        SERVER.start();
        dev.dewberry.testsupport.Database schema = SERVER.createDatabase("shared");
        DatabaseProperties properties = new DatabaseProperties(
                schema.host(),
                schema.port(),
                schema.name(),
                schema.username(),
                schema.password(),
                schema.ownerUsername(),
                schema.ownerPassword(),
                CONNECTIONS,
                1,
                TIMEOUT);
        Migrations.run(properties);
        pool = MariaDbConnections.pool(properties);
        database = new Database(pool, TIMEOUT);
    }

    @AfterEach
    void close() {
        pool.dispose();
    }

    @Test
    void tellsHowBusyThePoolIs() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        PoolGauges.register("queries", pool, meters);

        Double within = database.with(session -> Mono.fromSupplier(() -> gauge(meters, "acquired")))
                .block(PATIENCE);

        assertThat(within).isEqualTo(1);
        assertThat(gauge(meters, "acquired")).isZero();
        assertThat(gauge(meters, "pending")).isZero();
        assertThat(gauge(meters, "limit")).isEqualTo(CONNECTIONS);
    }

    private static double gauge(SimpleMeterRegistry meters, String what) {
        return meters.get("dewberry.database.pool." + what)
                .tag("pool", "queries")
                .gauge()
                .value();
    }

    @Test
    void shouldReadWhatItWrote() {
        done(database.with(session -> session.update(
                "INSERT INTO thing (id, name, flag) VALUES (?,?,?),(?,?,?)",
                1L,
                "one",
                true,
                2L,
                Session.Null.orText(null),
                false)));

        List<String> found = done(database.with(session -> session.query(
                        "SELECT id, name, flag FROM thing ORDER BY id",
                        List.of(),
                        row -> Columns.number(row, 0) + " " + Columns.optionalText(row, 1) + " " + Columns.flag(row, 2))
                .collectList()));

        assertThat(found).containsExactly("1 one true", "2 null false");
    }

    @Test
    void shouldCommitAllOfATransactionOrNothing() {
        done(database.transaction(session -> insert(session, 1).then(insert(session, 2))));
        assertThatThrownBy(() -> done(database.transaction(
                        session -> insert(session, 3).then(Mono.error(new IllegalStateException("no"))))))
                .hasMessageContaining("no");
        assertThatThrownBy(() ->
                        done(database.transaction(session -> insert(session, 4).then(insert(session, 1)))))
                .matches(SqlError::isDuplicateKey);

        assertThat(ids()).containsExactly(1L, 2L);
    }

    @Test
    void shouldRollBackWhatTakesTooLongAndKeepNoLock() {
        assertThatThrownBy(() ->
                        done(database.transaction(session -> insert(session, 1).then(Mono.never()))))
                .isInstanceOf(UnreachableException.class);

        done(database.transaction(session -> insert(session, 1)));

        assertThat(ids()).containsExactly(1L);
    }

    @Test
    void shouldSayThatTheServerIsAwayAndFindItAgainAtTheFirstTry() {
        fillThePool();
        SERVER.kill();

        long before = System.nanoTime();
        assertThatThrownBy(() -> done(database.with(session -> insert(session, 1))))
                .isInstanceOf(UnreachableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TIMEOUT.plusSeconds(2));

        SERVER.start();
        assertThat(ids()).isEmpty();
        done(database.with(session -> insert(session, 1)));
    }

    @Test
    void shouldFindTheServerAtTheFirstTryWhereAllConnectionsDiedUnnoticed() {
        fillThePool();
        SERVER.kill();
        SERVER.start();

        done(database.with(session -> insert(session, 1)));
        assertThat(ids()).containsExactly(1L);
    }

    /// Opens as many connections as there may be.
    private void fillThePool() {
        done(Flux.range(0, CONNECTIONS)
                .flatMap(
                        i -> database.with(session -> session.query("SELECT SLEEP(0.2)", List.of(), row -> 1)
                                .then()),
                        CONNECTIONS)
                .then());
        assertThat(pool.getMetrics().orElseThrow().allocatedSize()).isEqualTo(CONNECTIONS);
    }

    private List<Long> ids() {
        return done(database.with(
                session -> session.query("SELECT id FROM thing ORDER BY id", List.of(), row -> Columns.number(row, 0))
                        .collectList()));
    }

    private static Mono<Long> insert(Session session, long id) {
        return session.update("INSERT INTO thing (id) VALUES (?)", id);
    }

    private static <T> @Nullable T done(Mono<T> work) {
        return work.block(PATIENCE);
    }
}
