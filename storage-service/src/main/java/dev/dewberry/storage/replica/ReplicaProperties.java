package dev.dewberry.storage.replica;

import dev.dewberry.database.DatabaseProperties;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// A MariaDB that replicates that of `dewberry.database`, by GTID.
///
/// @param host without one, there is no replica and everything goes to the primary
/// @param username an account that may read rows and nothing else
/// @param patience until it has shown that it is far enough; then the primary is asked
/// @param longestRead of a whole read; then the primary is asked
/// @param longestLag above which it is asked nothing
@Validated
@ConfigurationProperties("dewberry.storage.replica")
public record ReplicaProperties(
        @Nullable String host,
        @DefaultValue("3306") @Min(1) @Max(65535) int port,
        @DefaultValue("dewberry_storage_reader") String username,
        @DefaultValue("") String password,
        @DefaultValue("4") @Min(1) @Max(64) int maxConnections,
        @DefaultValue("250ms") Duration patience,
        @DefaultValue("2s") Duration longestRead,
        @DefaultValue("5s") Duration longestLag) {

    public boolean isThere() {
        return host != null && !host.isBlank();
    }

    /// As the settings of a pool; the schema's name is the primary's, and so is what protects the way there.
    public DatabaseProperties connections(DatabaseProperties primary) {
        if (host == null) {
            throw new IllegalStateException("there is no replica");
        }
        return new DatabaseProperties(
                host,
                port,
                primary.name(),
                username,
                password,
                null,
                "",
                maxConnections,
                primary.threads(),
                longestRead,
                primary.tls());
    }

    /// Without the password.
    @Override
    public String toString() {
        return "ReplicaProperties[" + username + "@" + host + ":" + port + "]";
    }
}
