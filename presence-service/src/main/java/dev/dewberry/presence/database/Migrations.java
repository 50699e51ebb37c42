package dev.dewberry.presence.database;

import org.flywaydb.core.Flyway;

/// Brings the schema up to date before anything uses it. Blocks; called once at the start.
final class Migrations {

    /// A database that starts together with this service may take a while, on an SD card above all.
    private static final int CONNECT_RETRIES = 60;

    private static final int RETRY_SECONDS = 2;

    private Migrations() {}

    static void run(DatabaseProperties properties) {
        String owner = properties.ownerUsername();
        if (owner == null || owner.isBlank()) {
            return;
        }
        String url = "jdbc:mariadb://" + properties.host() + ":" + properties.port() + "/" + properties.name();
        Flyway.configure()
                .dataSource(url, owner, properties.ownerPassword())
                .locations("classpath:db/migration")
                .connectRetries(CONNECT_RETRIES)
                .connectRetriesInterval(RETRY_SECONDS)
                .load()
                .migrate();
    }
}
