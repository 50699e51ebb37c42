package dev.dewberry.storage.database;

import org.flywaydb.core.Flyway;

/// Brings the tables up to date when the service starts, with the account that owns them. Migrations only ever add
/// first and
/// remove a release later, so that the old and the new service can run side by side.
public final class Migrations {

    private static final int RETRIES = 30;
    private static final int RETRY_SECONDS = 10;

    private final DatabaseProperties properties;

    public Migrations(DatabaseProperties properties) {
        this.properties = properties;
    }

    /// Waits for a MariaDB that is still starting. Does nothing where no owner's account is given.
    public void run() {
        if (properties.ownerUsername() == null || properties.ownerUsername().isBlank()) {
            return;
        }
        String url = "jdbc:mariadb://" + properties.host() + ":" + properties.port() + "/" + properties.name();
        Flyway.configure()
                .dataSource(url, properties.ownerUsername(), properties.ownerPassword())
                .connectRetries(RETRIES)
                .connectRetriesInterval(RETRY_SECONDS)
                .load()
                .migrate();
    }
}
