package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.auth.key.KeyRing;
import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// When this service says that it is ready.
@ExtendWith(Servers.class)
class ReadinessIT {

    private static final Duration A_WHILE = Duration.ofMillis(1500);

    @Test
    void isNotReadyBeforeTheFirstAdministratorCanSignIn(MariaDb mariaDb, Redis redis) throws SQLException {
        Database database = mariaDb.createDatabase("auth");
        RunningAuth.start(database, redis, new TestClock()).close();
        try (Connection owner = database.ownerConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("DELETE FROM account");
            statement.execute("LOCK TABLES account WRITE");
            try (RunningAuth auth = RunningAuth.launch(database, redis, new TestClock())) {
                Awaitility.await().until(() -> auth.bean(KeyRing.class).ready());
                Awaitility.await().during(A_WHILE).until(() -> !auth.ready());

                statement.execute("UNLOCK TABLES");

                Awaitility.await().atMost(Duration.ofSeconds(20)).until(auth::ready);
                assertThat(auth.login("root", RunningAuth.ADMIN_PASSWORD).status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void isReadyWithoutAnAdministratorWhereNoneIsConfigured(MariaDb mariaDb, Redis redis) {
        Database database = mariaDb.createDatabase("auth");
        try (RunningAuth auth = RunningAuth.start(
                database, redis, new TestClock(), "dewberry.admin.username=", "dewberry.admin.password=")) {
            assertThat(auth.count("account")).isZero();
        }
    }
}
