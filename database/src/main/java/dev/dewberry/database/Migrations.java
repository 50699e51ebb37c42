package dev.dewberry.database;

import dev.dewberry.database.DatabaseProperties.Server;
import dev.dewberry.database.DatabaseProperties.Tls;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/// Brings the tables up to date with the account that owns them, from `db/migration` of the service. Migrations only
/// ever add first and remove a release later, so that the old and the new service can run side by side. Each statement
/// of them passes over what is there already: a service may be killed between any two, and then runs all again.
public final class Migrations {

    /// A database that starts together with a service may take minutes, on an SD card above all.
    private static final int RETRIES = 150;

    private static final int RETRY_SECONDS = 2;

    private Migrations() {}

    /// Blocks, and waits for a MariaDB that is still starting. Does nothing where no owner is given.
    public static void run(DatabaseProperties properties) {
        @Nullable String owner = properties.owner();
        if (owner == null) {
            return;
        }
        Flyway.configure()
                .dataSource(url(properties), owner, properties.ownerPassword())
                .jdbcProperties(encrypted(properties.tls()))
                .locations("classpath:db/migration")
                .callbacks(new InterruptedMigrations())
                .connectRetries(RETRIES)
                .connectRetriesInterval(RETRY_SECONDS)
                .load()
                .migrate();
    }

    static String url(DatabaseProperties properties) {
        String servers = properties.servers().stream().map(Server::toString).collect(Collectors.joining(","));
        return "jdbc:mariadb:sequential://" + servers + "/" + properties.name();
    }

    /// What the driver has to know beyond its URL, where a path would need escaping.
    static Map<String, String> encrypted(Tls tls) {
        Map<String, String> settings = new HashMap<>();
        if (tls.enabled()) {
            settings.put("sslMode", tls.verify() ? "verify-full" : "trust");
            if (!tls.authority().isBlank()) {
                settings.put("serverSslCert", tls.authority());
            }
        }
        return settings;
    }
}
