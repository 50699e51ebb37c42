package dev.dewberry.presence.database;

import dev.dewberry.testsupport.Database;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;

/// The real migrations and the real pool on a test's own schema.
public final class TestDatabases {

    private TestDatabases() {}

    public static ConnectionPool migrated(Database database) {
        return new DatabaseConfiguration()
                .connectionPool(new DatabaseProperties(
                        database.host(),
                        database.port(),
                        database.name(),
                        database.username(),
                        database.password(),
                        database.ownerUsername(),
                        database.ownerPassword(),
                        2,
                        Duration.ofSeconds(5)));
    }
}
